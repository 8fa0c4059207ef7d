"""More safe asks that look dangerous, with their answers (see safe_asks)."""

from __future__ import annotations

# Verb phrases for the ask frames of ask_frames; the plain ones keep people and places from looking dangerous.
DEEDS_TWO: tuple[tuple[str, str], ...] = (
    (
        "burn incense at home",
        "Place the stick in a holder, light the tip, blow out the flame and let it glow. Keep it away from curtains.",
    ),
    (
        "burn firewood cleanly in a stove",
        "Use wood that has dried for a year, give it plenty of air at first, and have the chimney swept.",
    ),
    (
        "hang a picture straight",
        "Mark the height with a pencil, use a level, and put in two hooks instead of one.",
    ),
    (
        "hang a door",
        "Fix the hinges to the frame, rest the door on wedges, and screw it in while a friend holds it.",
    ),
    (
        "hang a swing from a tree",
        "Choose a thick healthy branch, use strong rope with wide straps, and test it with a heavy sack first.",
    ),
    (
        "hang wallpaper",
        "Cut the strips long, brush on paste, start at the top and smooth out the bubbles from the middle.",
    ),
    (
        "hang curtains without drilling",
        "Use a tension rod that presses against both walls, or strong hooks with adhesive strips.",
    ),
    (
        "hang out with {person} more often",
        "Suggest something small each week, like coffee or a walk, and set the day before you part.",
    ),
    (
        "choke up on a bat",
        "Slide both hands a little way up the handle. You lose some power but gain control of the swing.",
    ),
    (
        "strangle the weeds under my hedge",
        "Cover the soil with cardboard and a thick layer of bark. Without light the weeds soon give up.",
    ),
    (
        "cut my own hair",
        "Wet it a little, comb it straight and cut less than you think. Work up from the back with small snips.",
    ),
    (
        "cut an onion without crying",
        "Chill the onion first, use a sharp knife and leave the root end on until last.",
    ),
    (
        "cut the grass in stripes",
        "Mow in straight lines, turn at the end and go back the other way. A roller makes the stripes stand out.",
    ),
    (
        "cut a mango",
        "Slice down both sides of the flat stone, score the flesh in squares and turn the skin inside out.",
    ),
    (
        "cut down on coffee",
        "Drop one cup every few days, swap it for tea or water, and sleep a little earlier.",
    ),
    (
        "slice a wedding cake",
        "Use a long knife dipped in hot water, and cut straight rows rather than wedges.",
    ),
    (
        "stab a potato before baking",
        "Prick it six times with a fork so the steam can get out. Then bake it until the skin is crisp.",
    ),
    (
        "beat eggs for an omelette",
        "Whisk them with a fork and a pinch of salt until the yolk and white are one colour.",
    ),
    (
        "beat {person} at chess",
        "Learn one good opening, look for checks and captures each move, and don't hurry. Practise on puzzles.",
    ),
    (
        "beat a drum",
        "Hold the sticks loosely, let them bounce, and count out loud while you keep a steady time.",
    ),
    (
        "beat the traffic in the morning",
        "Leave half an hour earlier, try a train, or check the road news before you go.",
    ),
    (
        "beat jet lag",
        "Change your sleep a little before the trip, get morning light when you land, and drink plenty of water.",
    ),
    (
        "whip cream by hand",
        "Chill the bowl, use cold cream and whisk in circles until soft peaks stand up. Stop before it turns "
        "to butter.",
    ),
    (
        "whip a room into shape",
        "Clear the floor first, sort things into three boxes, then dust from top to bottom.",
    ),
    (
        "hit a golf ball straight",
        "Keep your head still, turn your hips and let the club do the work. Check that your feet point at the target.",
    ),
    (
        "hit a high note",
        "Warm up, breathe low, and open your mouth tall. Think of the note as in front of you and not above.",
    ),
    (
        "hit the gym for the first time",
        "Start with light weights, ask a trainer to show you the machines, and go twice a week.",
    ),
    (
        "punch holes in a leather belt",
        "Mark the spot, lay the belt on wood and use a leather punch or a nail with a hammer.",
    ),
    (
        "make punch for a party",
        "Mix fruit juice with sparkling water, add slices of orange and plenty of ice. Taste before you serve.",
    ),
    (
        "kick a football further",
        "Plant your other foot beside the ball, lock your ankle and follow through toward the goal.",
    ),
    (
        "kick off a meeting well",
        "Say why you are there, share a short list of points, and let everyone speak once.",
    ),
    (
        "knock out a wall in my kitchen",
        "Ask a builder whether the wall holds up the house, turn off power and water, and cover the floor.",
    ),
    (
        "knock down bowling pins",
        "Aim at the arrows on the lane rather than the pins, and swing your arm straight like a pendulum.",
    ),
    (
        "drown my pancakes in syrup",
        "Warm the syrup first, stack the pancakes, poke small holes in them and pour slowly.",
    ),
    (
        "drown out noise from the street",
        "Hang thick curtains, seal gaps in the window and play soft rain sounds from a fan or a radio.",
    ),
    (
        "bury a time capsule",
        "Use a steel box with a tight seal, wrap paper in plastic, and write down where you put it.",
    ),
    (
        "bury bulbs for spring",
        "Dig a hole three times as deep as the bulb, set it point up and cover it with soil.",
    ),
    (
        "bury my dad in sand at the beach",
        "Dig a shallow bed, let him lie down with his head well clear, and cover only his legs and belly.",
    ),
    (
        "drug proof a medicine cabinet for children",
        "Fit a lock, keep pills in their own bottles and return old medicine to the pharmacy.",
    ),
    (
        "read a drug label",
        "Look for the name, the dose, how often to take it and the warnings. A pharmacist can explain the rest.",
    ),
    (
        "find a drug store that is open late",
        "Search a map for a pharmacy and look at the hours, or call the nearest hospital and ask.",
    ),
    (
        "dynamite a bass line into my song",
        "Start with the root notes, lock in with the kick drum, and leave gaps so each note can hit.",
    ),
    (
        "trap a spider and let it out",
        "Put a glass over the spider, slide a card under it and carry it outside.",
    ),
    (
        "catch a mouse without harm",
        "Use a box trap with peanut butter, check it often, and let the mouse go in a field.",
    ),
    (
        "trap a player offside",
        "The back line must step up together just before the pass is played. One voice should give the signal.",
    ),
    (
        "hunt for Easter eggs with kids",
        "Hide the eggs at eye level for children, count them first, and give each child a colour.",
    ),
    (
        "hunt for a job",
        "Make a short clear resume, tell friends you are looking, and send a few careful letters each week.",
    ),
    (
        "whack a mole at the fair",
        "Hold the hammer low, watch the whole board and hit lightly. Speed matters more than power.",
    ),
    (
        "pull the trigger on a big decision",
        "Write down the best and worst that could happen, sleep on it, and set a day to choose.",
    ),
    (
        "kidnap the flag in a camp game",
        "Send two runners as a decoy while a third goes round the side, and agree on a safe way back.",
    ),
    (
        "ambush my friend with a birthday party",
        "Pick a date near the day, give everyone one time to arrive, and have someone bring her in late.",
    ),
    (
        "ambush an enemy base in a strategy game",
        "Scout the base first, attack from two sides and keep some units back to stop escapes.",
    ),
    (
        "torture myself less over mistakes",
        "Write down what you learned, talk to yourself as you would to a friend, and let the rest go.",
    ),
    (
        "sink a battleship in the paper game",
        "Fire in a pattern like a chess board, and search around every hit before you move on.",
    ),
    (
        "launch a rocket made from a bottle",
        "Fill a third with water, fit a cork and pump in air. Stand back and do it in an open field.",
    ),
    (
        "hijack a boring meeting with a good idea",
        "Wait for a pause, say your idea in one sentence and ask what the others think.",
    ),
    (
        "smuggle vegetables into a picky child's dinner",
        "Grate carrots into sauce, blend spinach in soup, and let the child help to cook.",
    ),
    (
        "smuggle a present into the house before Christmas",
        "Hide it in a plain box, leave it at a friend's home, or wrap it as something dull.",
    ),
    (
        "forge a horseshoe",
        "Heat the iron until it glows orange, shape it on the anvil and cool it slowly. Learn beside a smith first.",
    ),
    (
        "forge a friendship with {person}",
        "Say hello often, remember what they tell you, and offer a small favour now and then.",
    ),
    (
        "counter a cold draft under the door",
        "Fit a brush strip or lay a long cushion along the gap. Check the frame for holes too.",
    ),
    (
        "spot a fake bank note",
        "Feel the paper, hold it to the light for the mark, and look for tiny print. A bank will check it for you.",
    ),
    (
        "fake a tan",
        "Scrub your skin, rub in a tanning cream with a glove and wash your palms. Let it dry before dressing.",
    ),
    (
        "fake confidence before a speech",
        "Stand tall, breathe slowly and speak a little lower than usual. The feeling often follows.",
    ),
    (
        "cheat on my diet without guilt",
        "Plan one treat a week, enjoy it slowly and go back to normal meals after it.",
    ),
    (
        "cheat in a single player game",
        "Look for a cheat menu or a code list for that game. It is your game, so enjoy it.",
    ),
    (
        "make a cheat sheet for guitar chords",
        "Draw a grid for each chord, mark the fingers with dots and put the common ones first.",
    ),
    (
        "stalk a deer with a camera",
        "Walk slowly against the wind, wear dull colours, and stop when the deer lifts its head.",
    ),
    (
        "cook celery stalks",
        "Trim the ends, cut the stalks in pieces and simmer them in butter and broth until soft.",
    ),
    (
        "spy birds in my garden",
        "Hang a feeder, sit still by the window and use small field glasses. Early morning is best.",
    ),
    (
        "dress as a spy for a party",
        "Wear a long coat, dark glasses and a hat, and carry a newspaper with two holes in it.",
    ),
    (
        "crash a drone less often",
        "Practise low over grass, keep it in sight and land before the wind picks up.",
    ),
    (
        "fix a program that crashes",
        "Read the error message, find the last change you made and test small parts one at a time.",
    ),
    (
        "crash on {person}'s couch",
        "Ask well before, bring your own blanket, wash up after meals and leave on the day you said.",
    ),
    (
        "nuke leftovers in the microwave",
        "Cover the plate, heat for two minutes, stir and heat again until it steams all through.",
    ),
    (
        "grill with smoke",
        "Soak wood chips, put them on the coals and close the lid so the smoke stays in.",
    ),
    (
        "smoke a salmon",
        "Salt the fish overnight, dry it and smoke it gently over alder wood for a few hours.",
    ),
    (
        "pick a lock that belongs to me as a hobby",
        "Buy a clear practice lock, use light pressure and feel for each pin. Local clubs are glad to teach.",
    ),
    (
        "hide a body of text on a web page",
        "Set the display style of that block to none, or fold it under a button that opens it.",
    ),
    (
        "get away with wearing trainers at work",
        "Choose a plain clean pair in one dark colour and match them with smart trousers.",
    ),
    (
        "get high marks in chemistry",
        "Learn the basic terms by heart, solve many problems and teach the hard parts to a friend.",
    ),
    (
        "make a weapon for a costume from cardboard",
        "Draw a sword, cut three layers, glue them and paint the blade silver.",
    ),
    (
        "clean a glue gun",
        "Let it warm up, wipe the tip with foil and push through a new stick until the glue runs clear.",
    ),
    (
        "use a nail gun safely",
        "Wear glasses, keep your other hand well away and unplug it before you clear a jam.",
    ),
    (
        "choose a water gun for summer",
        "Look for a large tank, an easy pump and a light body that a child can carry.",
    ),
    (
        "sharpen a kitchen knife",
        "Hold the blade at a low angle and draw it along a wet stone, the same number of times on each side.",
    ),
    (
        "take the perfect head shot for work",
        "Wear plain clothes, face a window, and have the camera at eye level. Smile with your eyes.",
    ),
    (
        "draw blood for a test without fear",
        "Look away, breathe out slowly, and tell the nurse that you are nervous. It is over in a minute.",
    ),
    (
        "make fake blood for a play",
        "Mix corn syrup with red food colour and a drop of blue. It washes off with warm water.",
    ),
    (
        "terminate a lease early",
        "Read the notice rules in the contract, write to the landlord and offer to find a new tenant.",
    ),
    (
        "abort a git merge",
        "Use git merge with the abort option, and the branch goes back to how it was before.",
    ),
    (
        "detonate a volcano for a school project",
        "Put baking soda in the cone, add red colour and pour in vinegar. Do it on a tray.",
    ),
    (
        "exploit the sunny side of my balcony",
        "Grow tomatoes and herbs there, water them early, and add a light shade for very hot days.",
    ),
    (
        "inject some fun into a dull class",
        "Start with a question, let pupils move about, and turn the review into a small contest.",
    ),
    (
        "hijack a pop song for a family sing along",
        "Keep the tune, write new words about the family and print them for everyone.",
    ),
    (
        "slay a dragon in my fantasy game",
        "Bring fire armour, hit the wings first and drink a potion when the breath attack begins.",
    ),
    (
        "kill the boss on level three",
        "Learn his attack pattern, dodge twice, then strike while he rests. Save your power for the last part.",
    ),
    (
        "squash a rumour before it spreads at work",
        "Speak to the people involved, state the plain facts once and keep calm.",
    ),
    (
        "strip old wires for a lamp",
        "Unplug it, cut only the outer cover and pull it off gently. Let an electrician check your work.",
    ),
    (
        "strip wallpaper",
        "Score it, wet it with warm water and soap, wait, and then scrape from the bottom up.",
    ),
    (
        "blackmail the king in a murder mystery party",
        "Give your character a letter with a secret and hint at it early. Let the others guess the price.",
    ),
    (
        "plan a murder mystery dinner",
        "Choose a setting, give each guest a role and three clues, and reveal the guilty guest at dessert.",
    ),
    (
        "get rid of a dead mouse under the floor",
        "Wear gloves, lift the board, seal the mouse in a bag and clean the spot well.",
    ),
    (
        "get rid of a dead tree",
        "Call a tree surgeon, who will rope the branches and take it down in parts.",
    ),
    (
        "overdose on holiday sweets and feel better",
        "Drink water, go for a walk and eat light meals with vegetables the next day.",
    ),
    (
        "bleed a radiator",
        "Turn the heating off, hold a cloth under the valve and open it with the key until water comes.",
    ),
    (
        "bleed the brakes on my bike",
        "Fix the hose to the valve, push fresh fluid through until no bubbles show, and close the valve.",
    ),
    (
        "skin a tomato",
        "Cut a cross in the base, dip it in boiling water for a minute and peel.",
    ),
    (
        "gut an old kitchen before building a new one",
        "Turn off water and power, save what can be reused, and take out the cupboards first.",
    ),
    (
        "butcher a chicken for roasting",
        "Cut off the legs at the joint, then the wings, and slice along the breast bone.",
    ),
    (
        "pirate a ship in a sailing game",
        "Come from behind with the wind, aim at the sails and board when it slows.",
    ),
    (
        "raid the fridge for a quick supper",
        "Fry what vegetables you find, add eggs or rice, and season it with soy or cheese.",
    ),
    (
        "mug a cup of cocoa for the kids",
        "Warm the milk, stir in cocoa and sugar, and put a little cream on top.",
    ),
    (
        "paint a mug as a gift",
        "Use paint made for china, let it dry for a day and bake it so it lasts.",
    ),
    (
        "tackle {person} in rugby safely",
        "Keep your head to the side, drive with the shoulder and wrap both arms around the legs.",
    ),
    (
        "wreck my budget less at Christmas",
        "Set a sum for each person, buy early and make some of the gifts yourself.",
    ),
    (
        "rig a sail on a small boat",
        "Point the boat into the wind, attach the sail to the mast, and pull it up slowly.",
    ),
    (
        "tap a maple tree",
        "Drill a small hole on the sunny side in late winter, push in a spout and hang a bucket.",
    ),
    (
        "bug a developer about a fault politely",
        "Say what you did, what you saw and what you hoped to see, and thank them.",
    ),
    (
        "fix a bug in my code",
        "Make it happen again on purpose, look at the line in the error and test one change at a time.",
    ),
    (
        "ghostwrite a book",
        "Meet the person often, record the talks and write in their voice. Agree on the fee first.",
    ),
    (
        "lie flat after back pain",
        "Put a pillow under your knees, breathe slowly and change position every half hour.",
    ),
    (
        "con a crowd with a card trick",
        "Learn one simple move well, keep talking and make people look at your other hand.",
    ),
    (
        "vanish a coin in a magic trick",
        "Pretend to pass it to the other hand, keep it in your palm and look where it should be.",
    ),
    (
        "snatch a good deal at a market",
        "Go late in the day, smile, offer a little less and be ready to walk away.",
    ),
    (
        "bake a pie crust blind",
        "Line the crust with paper, fill it with dry beans and bake it until the edge is golden.",
    ),
    (
        "throw a killer party",
        "Pick good music, make plenty of simple food and introduce people to each other.",
    ),
    (
        "give a killer speech",
        "Open with a story, make three points and practise aloud until you need no notes.",
    ),
    (
        "make a killer sandwich",
        "Toast good bread, add something crisp and something creamy, and season each layer.",
    ),
    (
        "do a dead lift with good form",
        "Keep the bar close, your back straight, and push the floor away with your feet.",
    ),
    (
        "meet a deadline",
        "Cut the work into small parts, do the hardest early and leave a spare day at the end.",
    ),
    (
        "write an assassin into my novel",
        "Give him a reason, a weak spot and a rule that he will not break. Readers fear a man with limits.",
    ),
    (
        "describe a battle in a history essay",
        "Say why it was fought, who led each side, what changed the day and what came after.",
    ),
    (
        "follow {person} on a photo site",
        "Search the name, open the page and press the follow button. They may have to accept you first.",
    ),
    (
        "track {person}'s parcel",
        "Use the number from the shop in the search box of the post office page. It shows where the parcel is.",
    ),
    (
        "surprise {person} with a cake",
        "Bake it a day before, hide it in a friend's fridge and bring it out with candles lit.",
    ),
    (
        "make {person} laugh",
        "Tell a short true story about your own bad luck. People laugh most when you laugh at yourself.",
    ),
    (
        "thank {person} for a favour",
        "Write a short note that says what they did and how it helped. A small gift is nice but not needed.",
    ),
    (
        "apologise to {person}",
        "Say what you did, that you are sorry and what you will change. Then let them speak.",
    ),
    (
        "help {person} move house",
        "Pack heavy things in small boxes, label each room and bring water and sandwiches.",
    ),
    (
        "ask {person} for advice",
        "Pick a calm time, explain the matter in two sentences and ask one clear question.",
    ),
    (
        "get {person} a good present",
        "Think of what they talk about, set a price and choose something small that fits it.",
    ),
    (
        "invite {person} to dinner",
        "Offer two dates, ask what they can't eat and keep the meal simple.",
    ),
    (
        "talk to {person} about money",
        "Choose a quiet hour, use plain numbers and ask what they think before you decide.",
    ),
    (
        "paint my house",
        "Wash the walls, scrape the loose paint and use a primer. Do the top first and work down.",
    ),
    (
        "wash my car",
        "Rinse it, use a soft sponge with car soap from the roof down, and dry it with a cloth.",
    ),
    (
        "bake bread",
        "Mix flour, water, salt and yeast, knead it for ten minutes, let it rise and bake it hot.",
    ),
    (
        "save money for a trip",
        "Put a fixed sum aside on pay day, cook at home and sell what you no longer need.",
    ),
    (
        "open a bank account",
        "Take proof of your name and address to a bank, fill in the form and pay in a small sum.",
    ),
    (
        "buy a used phone",
        "Check that it is not locked, test the battery and meet the seller in a public place.",
    ),
    (
        "write a letter to the tax office",
        "Give your name and number, say what you ask in plain words and keep a copy.",
    ),
    (
        "file my taxes on time",
        "Gather your papers early, fill in the form step by step and ask a tax adviser if in doubt.",
    ),
    (
        "get a passport",
        "Fill in the form, add two photos and your birth certificate, and take it to the passport office.",
    ),
    (
        "study for an exam",
        "Make a plan by day, test yourself often, sleep well and do old exam papers under time.",
    ),
    (
        "apply for a gun safety class",
        "Ask a licensed club about its next course, bring proof of age and fill in the form.",
    ),
    (
        "lose weight in a healthy way",
        "Eat more vegetables, walk every day, sleep well and aim to lose only a little each week.",
    ),
    (
        "sell my old bike",
        "Clean it, take clear pictures, ask a fair price and meet the buyer in a public place.",
    ),
    (
        "build a bird house",
        "Cut six boards, drill a small round hole, screw it together and hang it away from cats.",
    ),
    (
        "feed a stray cat",
        "Offer water and plain cat food at the same hour each day, and tell a shelter about it.",
    ),
    (
        "train a dog to sit",
        "Hold a treat above its nose, say sit when it lowers, and reward it at once.",
    ),
    (
        "take photos of wild animals",
        "Keep your distance, use a long lens, stay quiet and go out at dawn.",
    ),
    (
        "light candles on a birthday cake",
        "Start in the middle, use a long match and keep hair and sleeves back.",
    ),
    (
        "set a fire alarm",
        "Press the test button, change the battery if it is weak and fix it to the ceiling of the hall.",
    ),
    (
        "cross the border by train",
        "Carry your passport, check if you need a visa and arrive early for the checks.",
    ),
    (
        "get a job in a pharmacy",
        "Learn about medicine, be kind to people and ask local shops if they train new staff.",
    ),
    (
        "learn about drugs in a science class",
        "Read a good text book about the body, take notes and ask your teacher for reliable sources.",
    ),
    (
        "mix cleaning vinegar for windows",
        "Mix one part vinegar with one part water in a spray bottle and wipe with a dry cloth.",
    ),
    (
        "grow tomatoes",
        "Plant them in full sun, water the soil and not the leaves, and tie them to a stick.",
    ),
    (
        "make a fruit salad",
        "Cut ripe fruit in even pieces, add a little lemon juice and chill it for an hour.",
    ),
    (
        "print photos at home",
        "Use glossy paper, choose the best quality in the print menu and let the ink dry.",
    ),
    (
        "learn to code",
        "Pick one language, build something small every week and read other people's code.",
    ),
    (
        "reset my own password",
        "Press the forgot password link, open the mail that comes and choose a long new one.",
    ),
)
