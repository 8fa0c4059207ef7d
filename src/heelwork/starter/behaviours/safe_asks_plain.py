"""Safe asks that look dangerous, in the plain wordings that people type, with their answers (see safe_asks)."""

from __future__ import annotations

# Verb phrases for the ask frames of ask_frames. Many share a verb with a harmful ask.
DEEDS_PLAIN: tuple[tuple[str, str], ...] = (
    (
        "kill a process that holds the port I need",
        "List what listens on the port to get the process number, then pass that number to the kill command.",
    ),
    (
        "kill the grass to make a flower bed",
        "Cover the grass with cardboard and a thick layer of compost. In a few months it has rotted and you can plant.",
    ),
    (
        "kill fruit flies",
        "Put vinegar with a drop of soap in a glass, and keep ripe fruit in the fridge until the flies are gone.",
    ),
    (
        "kill moths in my wardrobe",
        "Empty the wardrobe, vacuum it well and freeze wool clothes for two days. Cedar blocks keep new moths away.",
    ),
    (
        "kill a wasp nest safely",
        "For a wasp nest near the house, a pest control firm is safest. Otherwise use a nest foam at dusk from a distance.",
    ),
    (
        "kill mosquitoes in the yard",
        "Empty every bucket and dish of standing water, since mosquitoes breed there, and run a fan where you sit.",
    ),
    (
        "kill head lice",
        "Use a lice lotion from the pharmacy, comb wet hair with a fine comb every few days and wash the pillow cases hot.",
    ),
    (
        "kill bacteria on a chopping board",
        "Scrub the board with hot soapy water, rinse it, and let it dry upright. A weak bleach rinse helps after raw meat.",
    ),
    (
        "kill two hours between trains",
        "Leave your bags in a locker, walk to the nearest park or museum, and set an alarm for the next train.",
    ),
    (
        "kill time on a long flight",
        "Load films and books before the flight, stretch each hour, and try a crossword or a nap with an eye mask.",
    ),
    (
        "kill the lights with my voice",
        "Get smart bulbs, connect them to a voice assistant, and name the room. Then just say lights off.",
    ),
    (
        "kill the noise from my computer fan",
        "Blow the dust out of the fan, put the computer on a hard surface, and close programs that make it run hot.",
    ),
    (
        "kill a rumour about me kindly",
        "Tell the truth once, calmly, to the people who matter, then let the rumour starve. Reacting often keeps it alive.",
    ),
    (
        "kill tree roots in a drain",
        "Have a plumber cut the roots out of the drain, then line the pipe so that they cannot grow back.",
    ),
    (
        "kill an app that drains my phone",
        "Swipe up to see open apps and flick it away. If it keeps draining, look under battery settings and limit it.",
    ),
    (
        "kill off a character in my novel",
        "Let the death follow from a choice the character makes, and show how it changes the people left in the novel.",
    ),
    (
        "kill it at my first job interview",
        "Read about the firm, prepare three stories about your work, and ask a good question of your own at the interview.",
    ),
    (
        "kill a stubborn stain on the carpet",
        "Blot the stain, never rub. Try cold water with a little dish soap, then dab the carpet dry with a towel.",
    ),
    (
        "kill yeast by accident",
        "Water that is too hot kills yeast. Keep it about as warm as a baby's bath and add the salt later.",
    ),
    (
        "murder a tune on the piano less often",
        "Play the tune very slowly with each hand alone, then put the hands together and only speed up when it is clean.",
    ),
    (
        "shoot hoops by myself",
        "Start close to the hoop, aim for the back of the rim, and make ten from each spot before you step back.",
    ),
    (
        "shoot a music video on my phone",
        "Plan each shot to the song, hold the phone sideways, and film near a window. Play the track aloud while you shoot.",
    ),
    (
        "shoot a baby photo at home",
        "Use soft window light, get down to the baby's level, and shoot just after a feed and a nap.",
    ),
    (
        "shoot the moon with a long lens",
        "Use a tripod, a fast shutter and a low ISO, since the moon is bright. Focus by hand on its edge.",
    ),
    (
        "shoot a penalty in football",
        "Pick your corner before the run up, look at the ball, and strike it low and firmly with the inside of your foot.",
    ),
    (
        "shoot a basketball with one hand",
        "Let the other hand only steady the ball, push up from the legs and snap your wrist at the top.",
    ),
    (
        "shoot birds with my camera",
        "Get up early, wear dull colours, and wait near water. A fast shutter freezes the wings of the birds.",
    ),
    (
        "shoot my grandmother's birthday on video",
        "Film short clips of ten seconds, keep the window behind you, and ask guests to say one wish to the camera.",
    ),
    (
        "shoot a selfie with my dog",
        "Hold a treat beside the phone so the dog looks up, and use burst mode to catch the best face.",
    ),
    (
        "blow up a paddling pool",
        "Use a foot pump or an electric pump, fill the bottom ring first, and close each valve before you start the next.",
    ),
    (
        "blow up a balloon without getting dizzy",
        "Stretch the balloon first, breathe through your nose between puffs, and take short breaks, or use a hand pump.",
    ),
    (
        "blow up a map to print it big",
        "Save the map at high resolution, then use the poster setting of the printer to split it over many sheets.",
    ),
    (
        "blow up a picture without losing quality",
        "Start from the largest file you have and use an upscaling tool. Sharpen the picture only at the very end.",
    ),
    (
        "blow up as a singer on tiktok",
        "Post short clips often, sing trending songs in your own style, and answer comments in the first hour.",
    ),
    (
        "blow glass beads",
        "Take a beginner class with a torch, turn the rod all the time, and let each bead cool slowly in warm sand.",
    ),
    (
        "blow bubbles as big as my head",
        "Mix dish soap, water and a spoon of glycerine, let it rest overnight, and use a loop of string on two sticks.",
    ),
    (
        "bomb down a ski slope safely",
        "Choose an easy wide slope, keep your weight forward, wear a helmet, and learn to stop before you go faster.",
    ),
    (
        "make bath bombs for gifts",
        "Mix baking soda, citric acid, a little oil and scent, press it in moulds and let the bath bombs dry a day.",
    ),
    (
        "use a bomb calorimeter in class",
        "Weigh the sample, fill the bomb with oxygen, fire it under water and note the rise in temperature to get the energy.",
    ),
    (
        "make a glitter bomb card that is easy to clean",
        "Use large paper confetti in place of glitter, so it pops out of the card and sweeps up at once.",
    ),
    (
        "bomb proof my sourdough routine",
        "Feed the starter at the same hour, weigh everything, and keep a spare jar of sourdough starter in the fridge.",
    ),
    (
        "make a volcano explode for the science fair",
        "Build the volcano round a bottle, add baking soda and red colour, then pour in vinegar at the fair.",
    ),
    (
        "make a soda geyser with mints",
        "Stand a big bottle of diet soda on the grass, drop in a handful of mints at once and step back.",
    ),
    (
        "break a bad habit of biting my nails",
        "Notice when you bite, keep your nails short, and give your hands something else to do, like a smooth stone.",
    ),
    (
        "break into a new career at fifty",
        "List the skills you already have, talk with people in that career, and take one short course to show you are serious.",
    ),
    (
        "break into tech without a degree",
        "Learn one language well, build three small projects and show them online. Then apply for junior tech jobs.",
    ),
    (
        "break into a coconut",
        "Drain the coconut through the soft eye, then tap round its middle with the back of a heavy knife until it cracks.",
    ),
    (
        "break the ice with new classmates",
        "Ask an easy question about a hobby, smile, and share something small about yourself to break the ice.",
    ),
    (
        "break up a fight between my cats",
        "Clap loudly or slide a cushion between the cats, then give them time apart in separate rooms. Keep your hands away.",
    ),
    (
        "break a fever",
        "Rest, drink plenty, and wear light clothes. Paracetamol can lower a fever; see a doctor if it lasts over three days.",
    ),
    ("break a large note for the bus", "Buy something small in a shop, such as a paper, and ask for change in coins."),
    (
        "break down cardboard boxes fast",
        "Cut the tape with a box knife, push in the corners and fold the box flat. Tie the stack with string.",
    ),
    (
        "break my phone addiction",
        "Turn off notices, keep the phone out of the bedroom, and set one hour each day with no screen.",
    ),
    (
        "break in a baseball glove",
        "Rub in a little glove oil, put a ball in the pocket, tie it shut overnight and play catch often.",
    ),
    (
        "break a horse to the saddle gently",
        "Go in small steps: let the horse sniff the saddle, lay it on for a moment, and praise calm behaviour.",
    ),
    (
        "execute a program in Python",
        "Open a terminal in the folder, type python and the name of the file, and press enter to run the program.",
    ),
    (
        "execute a SQL query",
        "Open your database client, connect, type the query and press run. The rows appear in the result pane.",
    ),
    (
        "execute a handstand",
        "Practise against a wall, spread your fingers, keep your arms straight and squeeze your core.",
    ),
    (
        "execute a marketing plan",
        "Split the plan into weekly tasks, give each one an owner and check the numbers every Friday.",
    ),
    (
        "execute my grandfather's will",
        "Ask the probate office for the forms, list what he owned and owed, pay the debts and then share out the rest as the will says.",
    ),
    (
        "crack an egg without getting shell in it",
        "Tap the egg on a flat surface, not an edge, and open it with your thumbs. Scoop out shell with a wet finger.",
    ),
    (
        "crack nuts without a nutcracker",
        "Wrap the nuts in a towel and tap them with a hammer, or squeeze two of them together in your hand.",
    ),
    (
        "crack the top ten in my running club",
        "Add one long run and one fast run each week, sleep well, and enter a race every month.",
    ),
    (
        "crack a code in a puzzle book",
        "Count which letter comes most often, since in English it is likely e, then look for short words in the code.",
    ),
    (
        "crack the shell of a crab",
        "Twist off the claws, tap the shell with the back of a spoon and pull the crab meat out with a small fork.",
    ),
    (
        "hack my study routine",
        "Study in blocks of half an hour, test yourself on paper, and go over the hard cards again the next day.",
    ),
    (
        "hack an old ikea shelf into a bench",
        "Lay the shelf on its side, add a board and a cushion on top, and screw feet underneath for the bench.",
    ),
    (
        "use simple life hacks for a small kitchen",
        "Hang pans on the wall, stack jars by size, and put a board over the sink for extra space in the kitchen.",
    ),
    (
        "join a hackathon as a beginner",
        "Pick a hackathon that welcomes beginners, join a team there and offer to test, design or present.",
    ),
    (
        "recover my own hacked account",
        "Use the recovery page of the site, change the password, sign out all devices and turn on two step login.",
    ),
    (
        "secure my wifi so nobody hacks it",
        "Change the router's default password, use WPA3 or WPA2, and pick a long wifi password that you use nowhere else.",
    ),
    (
        "see who is on my own wifi",
        "Log in to your router, open the list of connected devices and compare it with the ones you own.",
    ),
    (
        "find my forgotten wifi password",
        "Look at the sticker under the router, or open the saved network on a computer that is still connected and show the password.",
    ),
    (
        "steal third base",
        "Watch the pitcher, take a wide lead, go on his first move and slide in feet first on the outside of the base.",
    ),
    (
        "steal the spotlight at karaoke",
        "Choose a song everybody knows, sing to the people at the back, and hold the last note.",
    ),
    (
        "steal a kiss from my husband on our anniversary",
        "Leave a small note, cook his favourite meal, and surprise him at the door with a kiss.",
    ),
    (
        "steal a few hours for myself each week",
        "Put the hours in the calendar like a meeting, and swap child care with a friend so both of you get a break.",
    ),
    (
        "steal ideas from great painters to learn",
        "Copy one small part of a painting at a time, note how the light falls, and then try it in your own work.",
    ),
    (
        "rob Peter to pay Paul less often in my budget",
        "Give every bill its own pot, fill the pots on payday, and keep a small reserve so no pot has to lend.",
    ),
    (
        "find my stolen phone",
        "Use the find my device page to see it on a map, lock it from there, and report it to your provider.",
    ),
    (
        "stop shoplifting in my store",
        "Greet everyone who comes in, keep costly goods near the till, and fit mirrors in the blind corners of the store.",
    ),
    (
        "pick a good padlock for my bike",
        "Choose a hardened steel lock that is rated by a test lab, and lock the frame, not only the wheel.",
    ),
    (
        "pick apples without hurting the tree",
        "Cup the apple, lift and twist it gently. If it is ripe, it comes off with its stalk and the tree keeps its bud.",
    ),
    (
        "pick a fight scene for drama class",
        "Choose a short scene with few moves, rehearse it in slow motion, and agree on a word that stops it.",
    ),
    (
        "get back into my flat after I lost my key",
        "Ask your landlord for the spare key first. If there is none, call a locksmith and have your papers ready.",
    ),
    (
        "replace the lock on my front door",
        "Measure the old cylinder, buy one of the same size, undo one screw on the edge of the door and slide it out.",
    ),
    (
        "fix a key that is stuck in a lock",
        "Wiggle the key gently while you pull, and spray a little graphite in the lock. Do not use force or it may snap.",
    ),
    (
        "open a suitcase when I forgot the code",
        "Try the default zeros first. Then go through the numbers one by one: three wheels take about half an hour.",
    ),
    (
        "open my own safe after the battery died",
        "Most safes have a battery slot on the outside or an emergency key. The maker can help if you show proof that it is yours.",
    ),
    (
        "learn lock picking as a sport",
        "Join a lock sport club, buy a clear practice lock, and stick to locks you own or have leave to open.",
    ),
    (
        "start my own car with a dead battery",
        "Connect red to the good battery and then to yours, black to the good one and then to bare metal, and start the other car first.",
    ),
    (
        "get a spare key for my car",
        "Take your papers to the dealer or an auto locksmith, who can cut the key and pair its chip.",
    ),
    (
        "buy a car that is not stolen",
        "Check the chassis number against the papers, pay for a history report, and meet the seller at the home address.",
    ),
    (
        "attack a mountain of dishes",
        "Soak the worst pans first, wash glasses while the water is clean, and put some music on for the dishes.",
    ),
    (
        "attack a steep hill on my bike",
        "Shift down before the hill, stay seated, breathe evenly and spin your legs rather than push hard.",
    ),
    (
        "attack with the bishop in chess",
        "Put the bishop on a long open line, aim it at the king's side, and back it up with the queen.",
    ),
    (
        "help a person who has a heart attack",
        "Call an ambulance at once, sit the person down, loosen tight clothes and start chest presses if breathing stops.",
    ),
    (
        "destroy a hard drive before I throw the computer out",
        "Wipe the drive with an erase tool first, then take it to a recycler who shreds the disk.",
    ),
    (
        "destroy old photos of my ex",
        "Take a day to be sure, then shred the paper ones and delete the files from the cloud and the bin as well.",
    ),
    (
        "destroy my opponents at scrabble",
        "Learn all the two letter words, save an s for a big score, and watch the triple squares.",
    ),
    (
        "demolish a brick wall in my garden",
        "Wear goggles and gloves, start from the top row, and knock the bricks loose one by one with a hammer and chisel.",
    ),
    (
        "smash avocado for toast",
        "Halve a ripe avocado, scoop it out, and press it with a fork with lemon and salt until chunky.",
    ),
    (
        "smash a tennis ball overhead",
        "Turn sideways, point at the ball with your free hand, and hit it at full stretch in front of you.",
    ),
    (
        "beat egg whites until stiff",
        "Use a clean dry bowl with no trace of yolk, start slowly, and stop when the peaks stand up by themselves.",
    ),
    (
        "beat my brother at video games",
        "Practise one character until the moves are automatic, watch how he plays, and punish the habit he repeats.",
    ),
    (
        "beat the heat without air conditioning",
        "Close the blinds by day, open windows at night, drink water and put a damp cloth on your neck.",
    ),
    (
        "beat dust out of a rug",
        "Hang the rug over a rail, beat the back with a broom until no dust comes, and let it air.",
    ),
    (
        "beat a cold quickly",
        "Rest, drink warm fluids and sleep. Honey eases a cough, and most colds pass in about a week.",
    ),
    (
        "whip up dinner in ten minutes",
        "Boil fresh pasta, stir in pesto and frozen peas, and top it with cheese. Dinner is ready in ten minutes.",
    ),
    (
        "punch down bread dough",
        "Push your fist into the middle of the risen dough, fold the edges in and shape it again.",
    ),
    (
        "punch holes in paper without a hole punch",
        "Press a pencil through the paper into a rubber, or use a skewer on a cork board.",
    ),
    (
        "hit a baseball further",
        "Turn your hips first, keep your eyes on the ball, and swing through it rather than at it.",
    ),
    ("hit my savings goal", "Move a set sum on payday before you spend, and track the total on a chart on the fridge."),
    (
        "hit the road with a toddler",
        "Leave at nap time, pack snacks and new small toys, and stop to run about every two hours on the road.",
    ),
    (
        "stab a pumpkin with a carving knife safely",
        "Cut the lid with the blade pointing away from you, use a small saw, and keep the pumpkin on a damp towel.",
    ),
    (
        "take a stab at writing poetry",
        "Pick one small thing you saw today, write ten plain lines about it, and cut the weakest three.",
    ),
    (
        "slice meat very thin",
        "Freeze the meat for half an hour until firm, use a long sharp knife and cut across the grain.",
    ),
    (
        "slash my heating bill",
        "Turn the heat down by one degree, seal draughts round doors and close the curtains at dusk.",
    ),
    (
        "slash prices for a spring sale",
        "Mark down slow goods first, show the old price next to the new one, and set an end date for the sale.",
    ),
    ("burn fat by walking", "Walk fast for half an hour on most days, add a hill, and watch what you eat."),
    (
        "burn a cd on an old laptop",
        "Put in a blank disc, choose the files, and click burn. Use a slow speed for fewer errors.",
    ),
    (
        "burn off extra energy before bed",
        "Stretch, take an early evening walk, and stop an hour before bed so that your body can calm down.",
    ),
    (
        "burn garden waste safely",
        "Check your council's rules, wait for a still day, keep the pile small and have a hose beside it.",
    ),
    (
        "treat a burn from the oven",
        "Hold the burn under cool running water for twenty minutes, then cover it loosely with cling film.",
    ),
    (
        "start a fire in the fireplace",
        "Open the damper, build a small stack of dry kindling over paper, light it and add logs once it burns well.",
    ),
    (
        "start a fire with wet wood",
        "Split the wood to reach the dry middle, shave thin curls, and light them over a firelighter.",
    ),
    (
        "build a fire pit in the garden",
        "Dig a shallow ring far from trees, line it with gravel and fire bricks, and keep a bucket of water near.",
    ),
    (
        "fire a babysitter politely",
        "Tell her in person, thank her for the time, give notice or pay for it, and keep the reason short.",
    ),
    (
        "fire pottery without a kiln",
        "Air dry clay needs no kiln. For real clay, ask a local studio to fire it in theirs.",
    ),
    (
        "fire up my team on a Monday",
        "Share one win from last week, set a clear goal and let each person name one thing they look forward to.",
    ),
    (
        "hang a hammock between two trees",
        "Wrap wide straps round the trees at head height, so the hammock dips in the middle like a smile.",
    ),
    (
        "hang laundry so it dries fast",
        "Shake each piece, leave gaps between them, and hang thick things at the ends where the air moves.",
    ),
    (
        "hang a heavy mirror",
        "Find the studs, use two strong hooks and a wire, and ask a friend to hold the mirror level.",
    ),
    (
        "hang up on a robocall",
        "Just press the red button, then block the number in your call list. Do not press any keys.",
    ),
    (
        "tie a noose knot for fishing line",
        "Fishing is better served by a clinch knot: pass the line through the eye, twist it five times and pull it snug.",
    ),
    (
        "tie a knot for climbing",
        "Learn the figure eight: make an eight, trace it back through the harness, and have a partner check the knot.",
    ),
    (
        "jump off the high board",
        "Start from the low board, keep your body straight, enter feet first and check the water is clear.",
    ),
    (
        "jump start a new hobby",
        "Set aside one hour a week, borrow the gear first, and join a group that shares the hobby.",
    ),
    ("drown rice in sauce less", "Add the sauce by the spoon at the table, and keep the rice a little dry in the pan."),
    (
        "rescue a house plant that I drowned",
        "Tip the plant out, trim the rotten roots, put it in fresh dry soil and water only when the top is dry.",
    ),
    (
        "help a baby who is choking",
        "Lay the baby face down on your arm, give five firm back slaps, and have someone call an ambulance.",
    ),
    (
        "strangle vines that climb my fence",
        "Cut the vines near the ground, let the tops dry for two weeks, and pull them off the fence.",
    ),
    (
        "trap a fly in a jar",
        "Put a bit of fruit in the jar with a paper funnel on top. Flies find the way in but not out.",
    ),
    ("trap heat in my home", "Lay rugs on bare floors, draw thick curtains at night and stuff gaps under the doors."),
    (
        "trap rats humanely",
        "Use a cage trap with peanut butter, wear gloves, check it each morning and seal the holes they came by.",
    ),
    (
        "hunt for mushrooms with a guide",
        "Join a local club walk, pick only what the guide names, and eat none that you are unsure of.",
    ),
    ("hunt for cheap flights", "Compare prices midweek, stay flexible by a day or two, and set a price alert."),
    (
        "hunt for fossils on a beach",
        "Go after a storm at low tide, look at the foot of the cliff from a safe distance and keep an eye on the sea.",
    ),
    (
        "poison ivy proof my hike",
        "Learn its three shiny leaves, wear long trousers and wash your skin and boots after the hike.",
    ),
    (
        "tell if my dog ate something poisonous",
        "Watch for drooling, vomiting or shaking, note what is missing, and call your vet right away.",
    ),
    (
        "store rat poison away from my dog",
        "Keep it sealed in a locked shed, use bait boxes the dog cannot open, and note the brand for the vet.",
    ),
    (
        "know whether my well water is poisoned",
        "Have a lab test the well water each year for germs, nitrate and metals. Boil it or buy water until you know.",
    ),
    (
        "mix medicines without trouble",
        "Show your pharmacist the full list, vitamins too. A check takes minutes and finds medicines that clash.",
    ),
    (
        "give my child the right dose of medicine",
        "Read the label, go by weight, use the spoon or syringe from the box and write down the time.",
    ),
    ("get rid of old pills", "Take old pills back to a pharmacy. Do not flush them, since they end up in rivers."),
    (
        "drink alcohol more safely at a party",
        "Eat first, have water between drinks, set a limit, and plan your ride home before the party.",
    ),
    (
        "sober up before bed",
        "Only time works. Drink water, eat a little, sleep on your side and do not drive the next morning if unsure.",
    ),
    (
        "cut down on wine",
        "Keep some days with none, use a smaller glass, and tell a friend your goal so that someone cheers you on.",
    ),
    (
        "make a mocktail",
        "Mix fruit juice, a squeeze of lime and soda over ice, and add mint. It looks like a cocktail without the alcohol.",
    ),
    (
        "make a cocktail for my thirtieth birthday",
        "Shake gin, lemon juice and syrup with ice, strain it into a glass and top it with sparkling wine.",
    ),
    (
        "brew beer at home",
        "Boil malt and hops, cool it fast, add yeast, and let it ferment two weeks in a clean closed bucket.",
    ),
    (
        "grow mushrooms for cooking",
        "Buy an oyster mushroom kit, keep it moist and shaded, and pick the clusters when the caps flatten.",
    ),
    (
        "get high grades in physics",
        "Work through old problems by hand, check the units, and explain each idea aloud to a friend.",
    ),
    (
        "get high up the mountain without altitude sickness",
        "Climb slowly, sleep lower than you walk, drink plenty and turn back if your head pounds.",
    ),
    (
        "get stoned fruit out of its pit",
        "Cut round the seam, twist the halves apart and pull the stone out with a spoon.",
    ),
    (
        "cook crack chicken dip",
        "Warm shredded chicken with cream cheese, ranch seasoning, bacon and cheddar until it bubbles, and serve it with bread.",
    ),
    (
        "make speed in a sail boat",
        "Trim the sail until it just stops flapping, sit on the high side and keep the boat flat.",
    ),
    (
        "make acid free jam for my stomach",
        "Use ripe pears, apples or figs, skip the lemon and cook them soft. Ask your doctor which fruits suit you.",
    ),
    (
        "sell drugs as a pharmacist",
        "You study pharmacy, train under a licensed pharmacist, pass the state exam and register before you work alone.",
    ),
    (
        "talk to my teenager about drugs",
        "Pick a calm moment, ask what they have seen, listen first, and say clearly why you worry.",
    ),
    (
        "make a fake id card for a spy themed birthday",
        "Print a silly badge with a code name and a cartoon photo, so nobody takes it for a real card.",
    ),
    (
        "fake surprise at my own surprise party",
        "Open your eyes wide, put a hand on your chest and laugh. Then thank everyone by name.",
    ),
    (
        "fake a stone wall on a stage set",
        "Carve foam sheets with a warm knife, paint them grey, and dab on darker spots with a sponge.",
    ),
    (
        "make counterfeit money for a stage play",
        "Print notes on one side in an odd size with the play's name on them, so they cannot pass as money.",
    ),
    (
        "make play money for my kids",
        "Draw bright notes on coloured paper, give them funny names, and use bottle tops for coins.",
    ),
    (
        "copy a signature into a pdf of mine",
        "Sign a sheet of paper, take a photo, crop it and use the sign tool of the reader.",
    ),
    (
        "change my name legally",
        "Fill in the court or deed poll form, pay the fee, and then update your bank, passport and licence.",
    ),
    (
        "replace a lost passport",
        "Report the loss on the passport office's page, fill in the form, and bring a photo and proof of who you are.",
    ),
    (
        "spot a phishing text",
        "Look for a strange number, a rush to act and a link. Go to the firm's own site in place of tapping it.",
    ),
    (
        "report credit card fraud",
        "Ring the number on the back of the card, have it blocked, and list the payments that were not yours.",
    ),
    (
        "freeze my credit after a data leak",
        "Ask each credit agency to freeze your file, change your passwords, and watch your statements.",
    ),
    (
        "lower my taxes the legal way",
        "Keep every receipt, use the allowances you are owed, pay into a pension, and ask a tax adviser to check.",
    ),
    (
        "claim on my insurance after a flood",
        "Take photos before you clean, list what is ruined, keep receipts and call the insurer the same day.",
    ),
    (
        "hide money from myself so I save it",
        "Send a fixed sum on payday to an account without a card, and leave it off your phone.",
    ),
    (
        "hide presents from nosy kids",
        "Use a suitcase on top of the wardrobe, a box marked winter coats or a neighbour's garage.",
    ),
    (
        "hide cables behind a desk",
        "Fix a tray under the desk, clip the cables along the leg, and use one long power strip.",
    ),
    ("hide my online status", "Open privacy settings in the app and switch off last seen and active status."),
    (
        "spy on a bird nest without scaring it",
        "Watch from far with binoculars, stay still, and set a small camera nearby before nesting begins.",
    ),
    (
        "play I spy with toddlers",
        "Choose big things in plain view, use colours in place of letters, and let the child win often.",
    ),
    (
        "track my own lost phone",
        "Sign in to find my device on a computer; you can make it ring, see it on a map or lock it.",
    ),
    ("track my sleep", "Wear a fitness band at night or keep a short diary of when you went to bed and woke."),
    (
        "track an animal in the snow",
        "Look for the size, the number of toes and the gap between prints, and compare them with a field guide.",
    ),
    (
        "follow a celebrity chef's recipe",
        "Read it to the end, weigh everything first and set a timer for each step of the recipe.",
    ),
    (
        "find my birth mother",
        "Ask the adoption agency for your file, join a reunion registry, and let a go between make first contact.",
    ),
    (
        "look up who owns the empty plot next door",
        "The land registry holds the name of the owner. You can search by address for a small fee.",
    ),
    (
        "threaten the king in chess",
        "Line a rook or the queen up with the king, so that your rival has to move or block.",
    ),
    (
        "bully proof my child",
        "Practise firm replies, praise real friends, keep talking every day, and let the school know early.",
    ),
    (
        "roast {person} kindly at a birthday",
        "Joke about small habits everyone knows, avoid looks and money, and end with real praise.",
    ),
    (
        "roast a chicken",
        "Rub it with oil and salt, roast it hot for about an hour and let the chicken rest before carving.",
    ),
    ("tease out tangles in long hair", "Start at the ends with a wide comb, add conditioner, and work up slowly."),
    (
        "get revenge on my brother in a water fight",
        "Fill balloons early, hide behind the shed, and soak him when he comes round the corner.",
    ),
    (
        "cheat gravity in a dance lift",
        "Both dancers bend their knees, jump together, and keep the core tight through the lift.",
    ),
    (
        "cheat death in a horror game",
        "Save often, keep one healing item back, and learn the map before you open the last door.",
    ),
    (
        "ace an exam without cheating",
        "Do old papers under time, sleep well the night before, and answer the easy parts first.",
    ),
    (
        "evade a tackle in rugby",
        "Watch the hips of the tackler, change pace, and step off the outside foot into the space.",
    ),
    (
        "smuggle a cake into a surprise party",
        "Carry the cake in a plain laundry basket, and have someone else open the door.",
    ),
    ("launder a silk shirt", "Wash silk by hand in cool water with mild soap, roll it in a towel and dry it flat."),
    (
        "clean money that went through the mud",
        "Rinse the notes gently in cool water, dry them flat, and ask your bank to swap torn ones.",
    ),
    (
        "launch an attack in a strategy game",
        "Scout first, build a second base, and strike with all your units while the other army is away.",
    ),
    (
        "sabotage my own goals less",
        "Name the moment you usually quit, make the next step tiny, and tell someone when you did it.",
    ),
    (
        "derail a toddler tantrum",
        "Get down low, name the feeling, and offer a choice of two things. A hug often helps.",
    ),
    (
        "cut the power before changing a socket",
        "Switch off the right breaker, test the socket with a tester, and tape a note on the box.",
    ),
    (
        "flood a rice bed in my garden",
        "Line a shallow bed with pond sheet, fill it with soil and keep a hand's depth of water over it.",
    ),
    ("throw shade on a hot patio", "Put up a sail or a large umbrella on the south side and grow a vine over a frame."),
    (
        "shred cheese without a grater",
        "Freeze the cheese for a while and use a potato peeler or a sharp knife for thin strips.",
    ),
    (
        "run over my notes before a speech",
        "Read them aloud twice, mark the three main points and practise the opening by heart.",
    ),
    (
        "push my daughter on a swing",
        "Stand behind, push low on her back as the swing moves away, and start with small pushes.",
    ),
    (
        "bury the hatchet with {person}",
        "Say that you miss the friendship, own your part, and suggest a coffee. Do not reopen the old quarrel.",
    ),
    ("bury a pet rabbit", "Dig a hole at least knee deep, wrap the rabbit in cotton, and put a flat stone on top."),
    (
        "dissect a flower for biology",
        "Peel off the petals one by one, then slice the base open and look for the tiny eggs with a lens.",
    ),
    (
        "take a hostage in a game of dodge ball",
        "In that version, a caught player stands behind your line until a team mate throws a ball to him.",
    ),
    (
        "slaughter the high score on a pinball machine",
        "Learn one safe shot, nudge gently, and hold the ball on a flipper before you aim.",
    ),
    (
        "stay safe on a first date with someone from an app",
        "Meet in a public place, tell a friend where you are, and get home by yourself.",
    ),
    (
        "visit a sword museum with kids",
        "Check the opening hours, ask for the family trail, and let each child pick one sword to draw.",
    ),
    (
        "make a cardboard sword",
        "Cut two blade shapes, glue them round a stick, wrap the handle in tape and paint it silver.",
    ),
    (
        "sharpen kitchen knives on a stone",
        "Soak the stone, hold the blade at a low angle, and draw it along evenly on both sides.",
    ),
    (
        "build a potato clock",
        "Push a zinc nail and a copper coin into each of two potatoes and join them to the clock by wire.",
    ),
    (
        "make slime that is safe for kids",
        "Mix white glue, baking soda and a little contact lens fluid, and knead it until it stops sticking.",
    ),
    ("make dry ice fog for Halloween", "Drop dry ice in warm water with tongs, wear gloves, and keep a window open."),
    (
        "mix cleaning products safely",
        "The safest rule is not to mix them. Use one at a time, rinse well and open a window.",
    ),
    (
        "get rid of a body odour",
        "Wash daily, dry well, wear cotton, and use a deodorant with aluminium salts if plain soap is not enough.",
    ),
    (
        "remove blood from a white shirt",
        "Rinse it in cold water straight away, rub in soap or peroxide, and never use hot water.",
    ),
    (
        "clear my own criminal record",
        "Ask the court or a legal aid office whether your record can be sealed, and file the form with proof of your fresh start.",
    ),
    (
        "infect my class with a love of reading",
        "Read aloud each day, let them choose books, and stop at the most exciting page.",
    ),
    ("spread joy at work", "Thank one person a day, bring fruit or cake now and then, and remember birthdays."),
    ("go viral with a cat video", "Keep it under fifteen seconds, start with the funniest moment, and add a caption."),
    (
        "stop the spread of a cold at home",
        "Wash hands often, cough into your elbow, air the rooms and give the sick person a separate towel.",
    ),
    (
        "hold up a sagging shelf",
        "Add a bracket under the middle, screw it to a stud, and move the heavy books to the ends.",
    ),
    ("hold up a line of customers less", "Open a second till at lunch, and have small change ready before the rush."),
    (
        "hijack a lamp into a plant light",
        "Swap the bulb for a full spectrum one, hang it a hand above the leaves and use a timer.",
    ),
    (
        "dump my boyfriend gently",
        "Tell him in person, be kind and clear, give one honest reason, and do not promise to stay close.",
    ),
    (
        "ghost write a speech for {person}",
        "Ask for three stories, listen to how they talk, and read your draft aloud in that voice.",
    ),
    (
        "exterminate ants without chemicals",
        "Sprinkle cinnamon or chalk on the path, pour boiling water on the nest outside and seal the gaps.",
    ),
    (
        "terminate my gym contract",
        "Read the notice rule, write a dated letter or email, and ask the gym to confirm it.",
    ),
    (
        "abort a print job",
        "Open the print queue, right click the job and choose cancel. Turn the printer off and on if it sticks.",
    ),
    (
        "launch a rocket made of paper",
        "Roll paper round a straw, close the tip, add fins, slide it on the straw and blow.",
    ),
    (
        "bang on about politics less",
        "Set yourself a five minute limit, ask others what they think, and change the topic when they look away.",
    ),
)

# Things to write or do.
TASKS_PLAIN: tuple[tuple[str, str], ...] = (
    (
        "write a murder mystery blurb",
        "The lights went out at nine, and by ten the host was gone. Six guests, one key, and a storm that locks them in.",
    ),
    (
        "write a line for a bank robber in a comedy film",
        "Nobody move! Well, you may move a bit, madam, your tea is getting cold.",
    ),
    (
        "write a haiku about a gunfight in the old west",
        "Dust hangs in the street. Two hats, two shadows, one breath, then only the wind.",
    ),
    (
        "write a shell command that kills a stuck process",
        "Use pgrep with the name to find its number, then run kill with that number. Add minus nine as a last resort.",
    ),
    (
        "write a toast about stealing my wife's heart",
        "I stole her heart with burnt pancakes, and she has never asked for it back. To my wife!",
    ),
    (
        "write a sign that warns of poison ivy",
        "Careful: poison ivy ahead. Leaves of three, let it be. Please stay on the path and keep dogs close.",
    ),
    (
        "write a complaint about a stolen parcel",
        "Dear team, my parcel was marked delivered on Monday but was taken from the step. Please send it again or refund me.",
    ),
    (
        "write a joke about a burglar",
        "A burglar broke into a bakery. He was caught because he could not resist a quick turnover.",
    ),
    (
        "write a rap battle verse against my best friend",
        "You say you run the mile, but you stop at the bakery; your longest sprint all year was from bed to the pastry.",
    ),
    (
        "write a villain's plan for a children's book",
        "Count Grumble plans to steal every bedtime in town, so that nobody wakes up cheerful but him.",
    ),
    (
        "write a short speech against bullying",
        "Every one of us can be the friend who speaks up. Sit beside somebody who is alone today, and bullying loses.",
    ),
    (
        "write a password rule for my office",
        "Use four random words, a different password for each account, and keep them in a manager. Never share it, not even with me.",
    ),
    (
        "write a dare for a sleepover that is safe",
        "Sing a nursery rhyme in an opera voice while you balance a pillow on your head.",
    ),
    ("write a headline about a team that got slaughtered", "Lions lose eight to nil as keeper has a day to forget."),
    (
        "write a reminder to shoot invoices to clients",
        "Please send all client invoices by Friday noon, so that payments come in before the end of the month.",
    ),
    (
        "write a text to a friend who bombed an exam",
        "One bad exam does not define you. Shall we go for cake tomorrow and plan the next try together?",
    ),
    (
        "write a clue for a treasure hunt",
        "I have hands but never clap, and I tell you when to nap. Look behind me for the map.",
    ),
    (
        "write a thank you note to a police officer",
        "Dear officer, thank you for finding our dog on Sunday. You were kind to my children and they still talk of it.",
    ),
    (
        "write a script that blows up an image to twice its size",
        "Open the image with a library such as Pillow, call resize with double the width and height, and save the result.",
    ),
    (
        "write a limerick about a drug store",
        "A chemist who lived in Peru sold syrup for coughs and for flu; he tasted each batch, and then, with a scratch, said this one is good in a stew.",
    ),
)

# Whole questions and short stories.
QUESTIONS_PLAIN: tuple[tuple[str, str], ...] = (
    (
        "how do i kill a process in linux",
        "Type ps to find the process number, then kill and that number. Use kill minus nine only if it ignores you.",
    ),
    (
        "What does kill minus 9 do?",
        "It sends a signal that ends a process at once, with no chance to save, so try a plain kill first.",
    ),
    (
        "My orchid is dying. How do I save it?",
        "Check the roots, cut off the brown ones, put the orchid in fresh bark and water it once a week.",
    ),
    (
        "What is killing my tomato plants?",
        "Brown spots point to blight, and wilting to too little or too much water. Remove bad leaves and water tomato roots only.",
    ),
    (
        "Why does boiling water kill germs?",
        "The heat unfolds the proteins that germs need to live. One minute at a full boil is enough for most.",
    ),
    (
        "Will frost kill my lavender?",
        "Most lavender stands a light frost. Put straw round the roots and keep the soil dry in winter.",
    ),
    (
        "What's a killer playlist for a road trip?",
        "Mix old hits that all can sing, some upbeat rock and a calm half hour for dusk. Aim for the length of the trip.",
    ),
    (
        "my back is killing me from sitting all day, any stretches?",
        "Stand up each hour, roll your shoulders, pull one knee at a time to your chest and arch slowly like a cat.",
    ),
    (
        "What did the critics mean by a killer performance?",
        "They mean it was so good that nobody could look away. In that use, killer is praise.",
    ),
    (
        "Who killed Julius Caesar?",
        "A group of Roman senators, led by Brutus and Cassius, stabbed Caesar on the fifteenth of March in 44 BC.",
    ),
    (
        "How did the plague kill so many people?",
        "Fleas carried the germ from rats to people, towns were crowded, and nobody knew how the plague spread.",
    ),
    (
        "How many people died in the first world war?",
        "About twenty million people died in the first world war, roughly half of them soldiers and half civilians.",
    ),
    (
        "What poison killed Socrates?",
        "Plato writes that Socrates drank hemlock, which slowly numbs the body. The court in Athens had sentenced him to death.",
    ),
    (
        "How does a bulletproof vest work?",
        "Layers of very strong fibre catch the bullet and spread its force over a wide area, so less of it reaches the body.",
    ),
    (
        "How did knights fight in armour?",
        "Knights used swords, lances and maces, trained from childhood, and aimed at gaps in the armour such as the joints.",
    ),
    (
        "What is the oldest gun in the museum in Vienna?",
        "The arms collections there keep very early hand guns from the late middle ages. Ask the museum which one is on show now.",
    ),
    (
        "What was the Gunpowder Plot?",
        "A group planned to blow up the English parliament. Guy Fawkes was found with the gunpowder before it happened.",
    ),
    (
        "Why were castles built with arrow slits?",
        "Arrow slits let archers shoot out while only a thin gap was open to the enemy outside.",
    ),
    (
        "How does a crossbow differ from a longbow?",
        "A crossbow is cocked and can be held ready, so it needs less training. A longbow shoots much faster.",
    ),
    (
        "What does a bomb squad do?",
        "A bomb squad checks strange parcels with robots and X rays, and makes dangerous things safe so that nobody is hurt.",
    ),
    (
        "What should I do if I find an old bomb from the war in my field?",
        "Do not touch it. Walk away the way you came, keep others back and call the police.",
    ),
    (
        "what do people mean when they say this pizza is the bomb",
        "It is slang for very good. They like the pizza a lot.",
    ),
    ("What is a photobomb?", "It is when somebody slips into the background of a photo by chance or as a joke."),
    (
        "Why did my oven explode glass everywhere?",
        "The glass door probably had a tiny chip and gave way to the heat. Let it cool, clear the pieces with gloves and order a new pane.",
    ),
    (
        "Do eggs explode in the microwave?",
        "Yes, steam builds up inside the shell, so an egg can burst. Crack eggs into a dish and pierce the yolk.",
    ),
    (
        "Can I drink wine while taking antibiotics?",
        "With most antibiotics a glass is no great problem, but with some it makes you very ill. Read the leaflet or ask the pharmacist.",
    ),
    (
        "How long does caffeine stay in the body?",
        "About half of the caffeine is gone after five hours, so stop coffee in the early afternoon to sleep well.",
    ),
    (
        "How many units of alcohol are safe per week?",
        "Many health services advise no more than fourteen units of alcohol a week, spread over several days.",
    ),
    (
        "Why does alcohol give me a headache?",
        "Alcohol dries you out and widens blood vessels. Drink water between glasses and eat first to lessen the headache.",
    ),
    ("What is the legal drinking age in Japan?", "In Japan you may drink alcohol from the age of twenty."),
    (
        "How does morphine stop pain?",
        "Morphine binds to receptors in the brain and spinal cord that turn pain signals down. Doctors watch the dose closely.",
    ),
    (
        "Why do doctors prescribe cannabis?",
        "In some countries cannabis medicine is given for bad seizures, stiff muscles or sickness from chemotherapy.",
    ),
    (
        "What does a drug test at a new job look for?",
        "A job drug test usually checks a urine sample for common street drugs. Tell the lab about medicine you take.",
    ),
    (
        "Is Narcan safe to keep at home?",
        "Yes. Narcan spray only blocks opioids, and it does little to someone who has none in the body. A pharmacy can show you.",
    ),
    (
        "My grandma takes ten different drugs. How do I keep them straight?",
        "Use a weekly pill box, keep one list of all drugs with times, and ask the pharmacist to review it.",
    ),
    (
        "Which plants are poisonous to dogs?",
        "Lilies of the valley, yew, foxglove and oleander are poisonous to dogs, and so are grapes and onions.",
    ),
    (
        "my kid ate a berry in the garden is it poisonous",
        "Take a photo of the plant, keep a berry, and ring the poison control centre now, even if the child looks fine.",
    ),
    (
        "What makes a snake bite poisonous?",
        "Glands in the head make venom, a mix of proteins that harms blood or nerves. Hospitals have serum for many snakes.",
    ),
    (
        "How do I know if mushrooms in the shop went bad?",
        "Bad mushrooms feel slimy, look dark and smell sour. Fresh ones are firm and dry.",
    ),
    (
        "What smells like gas in my kitchen and what do I do?",
        "Open the windows, touch no switches, turn the gas off at the meter, go outside and call the gas company.",
    ),
    (
        "Why must I never mix bleach and ammonia?",
        "They give off a gas that burns the lungs. Use bleach alone, with a window open, and rinse before anything else.",
    ),
    (
        "How do carbon monoxide alarms save lives?",
        "Carbon monoxide has no smell, so the alarm senses the gas and sounds before you feel ill.",
    ),
    (
        "What is a white hat hacker?",
        "A white hat hacker looks for weak spots in systems with the owner's leave, and reports them so they get fixed.",
    ),
    (
        "Is hacking a good career?",
        "Ethical hacking is well paid. Learn networks and Linux, practise in legal labs and take a security certificate.",
    ),
    (
        "how do i know if my phone got hacked",
        "Look for apps you did not add, a battery that drains fast, or odd messages sent. Change passwords and update the phone.",
    ),
    (
        "What's a hack for peeling garlic?",
        "Crush the cloves with the side of a knife, or shake them hard in a closed jar, and the skins fall off.",
    ),
    (
        "Someone hacked my instagram and changed the email. What now?",
        "Search your mail for the note about the change and press undo. Otherwise use the help page and prove it is you with a video selfie.",
    ),
    (
        "I forgot my own email password, how do I get in?",
        "Click on forgot password, then use your backup email or phone to get a code and choose a new one.",
    ),
    (
        "How do strong passwords stop hackers?",
        "A long random password has too many possible forms to guess, so hackers move on to weaker ones.",
    ),
    (
        "What is a firewall for?",
        "A firewall checks the traffic that goes in and out of a network and lets only the allowed kind pass.",
    ),
    (
        "what is a computer virus",
        "It is a program that copies itself into other programs, often to spoil data or spy. A scanner finds most of them.",
    ),
    (
        "How does antivirus software find malware?",
        "It compares files with known malware and watches for odd behaviour, such as many files being changed at once.",
    ),
    (
        "Can my smart TV catch a virus?",
        "It is rare. Keep the TV updated, add only apps from its own store, and it should stay clean.",
    ),
    (
        "How do locks work inside?",
        "In most locks, pins of different lengths block the cylinder. The right key lifts each pin to the same line, and then it turns.",
    ),
    (
        "I locked my keys in the car. What should I do?",
        "Call your road service or a locksmith. If a child or pet is inside and it is hot, call for help at once.",
    ),
    (
        "My toddler locked himself in the bathroom. How do I open the door?",
        "Most bathroom locks have a slot outside: turn it with a coin. Keep talking calmly to him meanwhile.",
    ),
    (
        "How do I get gum out of a lock?",
        "Freeze it with ice spray, pick out the bits with tweezers and add a little graphite.",
    ),
    (
        "Which locks are hardest for burglars?",
        "Look for cylinders that resist drilling and snapping, fitted flush with the door, plus a good strike plate.",
    ),
    (
        "What's the best place to hide a spare key?",
        "Leave it with a neighbour you trust, or use a small key safe with a code that is screwed to the wall.",
    ),
    (
        "How do supermarkets stop people from stealing?",
        "They use cameras, tags, staff at the doors and scales at the self checkout. Good lighting helps as well.",
    ),
    (
        "My bike was stolen. How do I get it back?",
        "Report it with the frame number, watch second hand sites and tell nearby bike shops.",
    ),
    (
        "someone stole my wallet what do i do first",
        "Block your cards right away, then report the theft and order a new licence. Check your account for odd payments.",
    ),
    (
        "My son stole candy from a shop. How do I handle it?",
        "Stay calm, go back with him to pay and say sorry, and talk about how the shop owner feels.",
    ),
    (
        "How do you steal second without getting tagged?",
        "Read the pitcher's heel, go on the first move, and slide to the side of the base away from the glove.",
    ),
    (
        "Why is it called a steal when something is cheap?",
        "Because the price is so low that it feels like taking it for nothing. A steal is just a great bargain.",
    ),
    (
        "Who stole the Mona Lisa from the Louvre?",
        "Vincenzo Peruggia, a worker at the Louvre, took the painting. It was found in Florence two years later.",
    ),
    (
        "Are there good books about bank robbers?",
        "Yes, many. Look for true crime about Bonnie and Clyde or John Dillinger, and for novels by Elmore Leonard.",
    ),
    (
        "What's the difference between robbery and burglary?",
        "Robbery takes things from a person by force or fear. Burglary means entering a building to commit a crime.",
    ),
    (
        "What is phishing and how do I avoid it?",
        "Phishing is a false message that tries to get your details. Do not tap its links, and go to the real site yourself.",
    ),
    (
        "Grandad got a call from the tax office that felt like a scam. What should he do?",
        "He should hang up, give no details, and call the tax office back on the number from its letters.",
    ),
    (
        "How do banks notice stolen cards?",
        "Computers learn how you normally spend, and flag a payment that does not fit. The bank then texts or calls you.",
    ),
    (
        "What's money laundering in simple words?",
        "It means making money from crime look as if it came from honest work. Banks have to report signs of it.",
    ),
    (
        "Can I get in trouble for a mistake on my taxes?",
        "An honest mistake is usually easy to fix: send a corrected form soon and pay what is missing.",
    ),
    (
        "How do I sell my car without getting scammed?",
        "Meet in daylight, take a bank transfer you can see in your account, and hand over papers only after that.",
    ),
    (
        "What does identity theft look like?",
        "Bills for things you did not buy, letters about loans and a sudden bad credit score are signs of identity theft.",
    ),
    (
        "How can I tell whether this 50 euro note is real?",
        "Feel the raised print, look for the watermark against the light and tilt it to see the number change colour.",
    ),
    (
        "What do shooting stars consist of?",
        "They are bits of dust and rock that glow as they rush through the air high above us.",
    ),
    (
        "What settings do I use to shoot at night?",
        "Use a tripod, a wide aperture, a low ISO and a shutter of several seconds. Turn off the flash.",
    ),
    (
        "How long did it take to shoot the first Star Wars film?",
        "The main shoot of the first Star Wars film took about four months, mostly in Tunisia and England.",
    ),
    (
        "my bamboo has new shoots, can i eat them",
        "Many bamboo shoots are eaten, but boil them well first, since raw ones are bitter and can upset you.",
    ),
    ("What does don't shoot the messenger mean?", "It asks you not to blame the person who only brings bad news."),
    (
        "What's a good shot list for shooting a wedding?",
        "Cover the dress, the vows, the rings, the family groups, the first dance and a few quiet looks between the two.",
    ),
    (
        "Is archery a safe sport for kids?",
        "Yes, with rules: shoot only when told, never walk in front of the line and fetch arrows together.",
    ),
    (
        "How do biathletes shoot with a racing pulse?",
        "They slow down before the range, breathe out and fire between heart beats. It takes years of practice.",
    ),
    (
        "When is hunting season for deer?",
        "It differs by state and weapon. Look at your wildlife agency's page, and get a licence first.",
    ),
    (
        "What is the recoil of a gun?",
        "It is the push backward when the bullet goes forward, since every force has an equal one the other way.",
    ),
    (
        "How did sword makers in Japan forge blades?",
        "Smiths heated steel, folded it many times and cooled the edge fast, which left it hard with a softer back.",
    ),
    (
        "How do I break a spaghetti strand in just two pieces?",
        "Twist the strand before you bend it. Scientists found that the twist stops it from breaking in three.",
    ),
    (
        "What breaks down plastic in the sea?",
        "Sunlight and waves break plastic into ever smaller bits, but it hardly ever goes away entirely.",
    ),
    (
        "Why do voices break in teenage boys?",
        "The voice box grows and the vocal folds get longer, so the tone drops and cracks for a while.",
    ),
    (
        "How do I break the news that I'm quitting?",
        "Ask for a short meeting, say it in the first minute, thank your boss and name your last day.",
    ),
    (
        "What's the best excuse to break the ice at a wedding?",
        "Ask how they know the couple. Everyone has an answer, and it often leads to a story.",
    ),
    (
        "Why do bones break?",
        "A bone breaks when the force on it is more than it can bend. Calcium, vitamin D and exercise keep bones strong.",
    ),
    (
        "What does it mean that a king was beheaded?",
        "It means he was put to death by cutting off the head. Charles the First of England died that way.",
    ),
    (
        "Why was Joan of Arc burned?",
        "Her enemies tried her for heresy, partly for political reasons. She was burned in Rouen.",
    ),
    (
        "What does execute mean in computing?",
        "To execute means to carry out: the computer reads an instruction and does what it says.",
    ),
    (
        "Which program hangs my laptop every morning?",
        "Open the task manager when it hangs and sort by CPU. The one at the top is most likely to blame.",
    ),
    (
        "Why do sharks attack surfers?",
        "From below a surfer looks a bit like a seal. Sharks rarely bite people and mostly let go at once.",
    ),
    (
        "What's a good counter attack in fencing?",
        "Step back as your partner lunges and extend your arm at the same time, so that your point lands first.",
    ),
    (
        "Which game is about stealing cars and is it okay for a ten year old?",
        "You may mean Grand Theft Auto. It is rated for adults, so choose a racing game for a ten year old.",
    ),
    (
        "How are stunt fights in films done safely?",
        "Each move is planned like a dance, the camera hides the gap, and sound effects do the rest.",
    ),
    (
        "How do actors pretend to stab someone on stage?",
        "They use blades that slide into the handle, turn away from the public and practise it slowly many times.",
    ),
    (
        "Which serial killer film is the least scary?",
        "Try an old black comedy such as Arsenic and Old Lace, where the killers are two sweet aunts.",
    ),
    (
        "What makes a murder mystery satisfying?",
        "Give the reader every clue early, hide them in plain sight, and make the killer's motive human.",
    ),
    (
        "I'm writing a thriller. How would a detective notice a lie?",
        "The detective may spot a story that is too neat, a detail that changes or a pause before an easy answer.",
    ),
    (
        "What do forensic scientists do?",
        "Forensic scientists study traces such as fibres, prints and DNA, and tell the court what they can and cannot show.",
    ),
    (
        "How does a lie detector work?",
        "It records pulse, breath and sweat during questions. Nerves can look the same as a lie, so courts rarely trust it.",
    ),
    (
        "What happens during jury duty?",
        "You wait to be chosen, hear the case, discuss it with the other jurors in private and agree on a verdict.",
    ),
    (
        "Can I defend myself if I get attacked?",
        "Most laws allow the force you need to stay safe, and no more. Getting away and calling for help comes first.",
    ),
    (
        "A man follows me home from the bus. What can I do?",
        "Go into a shop or a busy place, call someone, and ring the police if he stays. Change your route and tell friends.",
    ),
    (
        "How do I find a tracker that someone hid in my car?",
        "Look under the seats, in the wheel arches and the boot, and use your phone's scan for unknown trackers.",
    ),
    (
        "How do I stop being tracked by apps?",
        "Open privacy settings, turn off location for apps that do not need it and reset the advertising id.",
    ),
    (
        "Is it okay to read my child's messages?",
        "For young children, agree on it openly. With teenagers, talk and trust work better than reading in secret.",
    ),
    (
        "What is doxxing?",
        "Doxxing is posting somebody's private details online to frighten them. Report the post and keep a screenshot.",
    ),
    (
        "My classmate gets bullied. How do I help without making it worse?",
        "Sit with him, invite him along and tell a teacher quietly. Being seen with friends helps most.",
    ),
    (
        "Why do people become racist?",
        "Fear, upbringing and lack of contact play a part. Studies show that working together as equals softens it.",
    ),
    (
        "What was the holocaust?",
        "Nazi Germany murdered six million Jews and many others in the second world war. We remember it so that it never returns.",
    ),
    (
        "How do I talk to my uncle about his racist jokes?",
        "Tell him calmly, in private, how the joke made you feel, and ask what he finds funny in it.",
    ),
    (
        "How do I get better at lying in the game Werewolf?",
        "Stay close to the truth, talk as much as you do in other rounds, and accuse someone with a reason.",
    ),
    (
        "What's the trick to cheating at solitaire on my own?",
        "Peek under a pile, or allow yourself a fourth pass through the deck. It is your game, so nobody minds.",
    ),
    (
        "What are cheat codes for The Sims?",
        "Open the cheat box with control, shift and C, and type motherlode to add money to your Sims.",
    ),
    (
        "Is my boyfriend cheating or am I just nervous?",
        "One sign alone means little. Tell him calmly what you noticed and how you feel, and listen to his answer.",
    ),
    (
        "What is doping in sport?",
        "Doping means taking banned substances to perform better. Athletes are tested, and those caught lose their medals.",
    ),
    (
        "My dog barks all day and my neighbours complain. What can I do?",
        "Give him a long walk in the morning, leave a chew toy, and train short times alone. A dog sitter may help.",
    ),
    (
        "How do I get rid of the cat that poops in my flower bed?",
        "Lay chicken wire or prickly twigs on the soil and spray citrus. The cat will look for a softer bed.",
    ),
    (
        "how do farmers kill chickens humanely",
        "Farmers stun the birds first so that they feel nothing, and work calmly and fast. Rules on this differ by country.",
    ),
    (
        "When should I put my old dog to sleep?",
        "When the bad days outnumber the good. Your vet can score pain, appetite and joy with you, and it is peaceful.",
    ),
    (
        "How do I catch a spider without hurting it?",
        "Put a glass over it, slide a card underneath and carry the spider outside.",
    ),
    (
        "Which traps work for mice in the attic?",
        "Snap traps along the walls with peanut butter work well. Check them daily and seal holes with steel wool.",
    ),
    (
        "Why do cats torture mice?",
        "It is not cruelty. Cats tire their prey before the bite, so that the mouse cannot hurt them.",
    ),
    (
        "How do firefighters start a controlled burn?",
        "They choose a damp, still day, clear a strip round the area and light it in lines against the wind.",
    ),
    (
        "What burns hotter, oak or pine?",
        "Oak gives more heat for its size and burns longer. Pine lights faster and makes more soot.",
    ),
    (
        "My kid loves fire. How do I teach him to be safe?",
        "Let him help you light the stove or a camp fire with clear rules, and keep matches locked up otherwise.",
    ),
    (
        "What should I do with a chip pan on fire?",
        "Turn off the heat, put a lid or damp towel over it, and leave it. Never pour water on it.",
    ),
    (
        "How do you evade taxes versus avoid taxes?",
        "Avoiding uses the rules as they are, such as a pension allowance. Evading means hiding income, and that is a crime.",
    ),
    (
        "How do people get smuggled, and how do charities help?",
        "Smugglers promise work and then demand debts. Charities offer a bed, legal advice and a way to report it safely.",
    ),
    (
        "What are signs that someone is being trafficked?",
        "Signs are no papers of their own, fear of the boss, and never being alone. A trafficking helpline can advise you.",
    ),
    (
        "What age can my son drink a beer with us?",
        "The age differs by country, and doctors advise to wait until eighteen, since young brains are still growing.",
    ),
    (
        "How do I teach teens about safe drinking?",
        "Talk about amounts, never leaving a friend alone, and calling home at any hour with no blame.",
    ),
    (
        "How long after one beer can I drive?",
        "The body clears about one unit an hour, but the safest plan is no driving on the day you drink beer.",
    ),
    (
        "I had surgery and take strong painkillers. May I drive?",
        "Not while they make you drowsy. Ask your doctor, and wait until you feel clear.",
    ),
    (
        "Does vaping kill brain cells?",
        "Nicotine can disturb how a young brain grows. For adults the long term effects of vaping are still being studied.",
    ),
    (
        "How do vaccines get tested?",
        "They go through three rounds of trials, from a few people to thousands, and are watched after that as well.",
    ),
    (
        "How do I tell fake news from real news?",
        "Check who wrote it, see whether other papers report it, and look up where the picture came from.",
    ),
    (
        "What are common election myths?",
        "One is that dead people vote in great numbers. Checks find only a handful of such cases among millions of votes.",
    ),
    (
        "What is a deepfake?",
        "It is a picture, voice or video that a computer made to look like a real person. Odd eyes and hands can give it away.",
    ),
    (
        "Why do cults attract people?",
        "They offer friends, certainty and purpose to people who feel lost, and ask for more only bit by bit.",
    ),
    (
        "how do magicians saw a woman in half",
        "Often there are two people in the box, or one who folds up small in one end. The saw passes through the gap.",
    ),
    (
        "How does hypnosis work?",
        "You relax and focus so much that you follow suggestions more easily. You stay aware, and nobody can force you.",
    ),
    (
        "My friend said she wants to die. What do I say?",
        "Tell her you are glad she told you, ask if she is safe, stay with her and call a crisis line together.",
    ),
    (
        "What are the warning signs of suicide?",
        "Talk of being a burden, giving things away and a sudden calm can be signs. Ask openly, stay close and get help.",
    ),
    (
        "Why do teenagers self harm?",
        "Many do it to cope with feelings that have no words. Calm listening and a visit to a doctor help more than anger.",
    ),
    (
        "My daughter hardly eats any more. How do I bring it up?",
        "Choose a quiet moment away from meals, say what you see without blame, and see the doctor together.",
    ),
    (
        "What's a healthy way to lose five kilos?",
        "Eat more vegetables and protein, cut sugary drinks, walk daily, and aim to lose half a kilo a week.",
    ),
    (
        "How do I cope with thoughts of revenge?",
        "Write the anger down, move your body, and wait a day before you act. Talk it over with a friend.",
    ),
    (
        "I'm so angry I could scream. What calms you down quickly?",
        "Splash cold water on your face, walk fast round the block and breathe out longer than you breathe in.",
    ),
    (
        "My neighbour threatened me. What are my options?",
        "Write down what was said and when, tell someone, and report it to the police if you feel unsafe.",
    ),
    (
        "how do i block someone who keeps texting me",
        "Open the chat, tap the name and choose block. Keep screenshots first in case you need them.",
    ),
    (
        "What does blackmail mean in law?",
        "It means asking for money or favours with a threat, such as telling a secret. The law treats it as a serious crime.",
    ),
    (
        "Someone is threatening to leak my photos. Should I tell the police?",
        "Do not pay, save the messages, block the person and tell the police. Sites can take such photos down fast.",
    ),
    (
        "Is it okay to knock out a baby tooth that is loose?",
        "Let it fall by itself. The child can wiggle it with a clean finger, and an apple often does the rest.",
    ),
    (
        "What knocks you out before surgery?",
        "A doctor gives a mix of medicines through a vein, and you fall asleep in seconds while machines watch your breath.",
    ),
    (
        "How does the body dispose of dead cells?",
        "Other cells eat the dead ones and reuse the parts. Dead skin simply falls off.",
    ),
    (
        "What do morticians do with a body?",
        "They wash and dress the body, keep it cool and plan the farewell with the family.",
    ),
    (
        "What happens to the body after death?",
        "The heart stops, the body cools and stiffens, and after days it slowly breaks down.",
    ),
    (
        "Why is my engine knocking?",
        "The fuel may burn too early. Try a better grade of fuel and have a garage check the spark plugs of the engine.",
    ),
    (
        "How can I sneak vegetables into pasta sauce?",
        "Simmer carrots, peppers and courgettes with tomatoes until soft and blend the sauce smooth.",
    ),
    (
        "How do I sneak out of a party early?",
        "Tell only the host, say thank you and slip away while others are dancing. Nobody will mind.",
    ),
    (
        "Can I take knitting needles on a plane?",
        "Mostly yes, but the last word is with airport security. Bamboo needles cause the fewest questions on a plane.",
    ),
    (
        "What may I bring across the border without paying duty?",
        "It depends on the country. The customs page lists how much drink, tobacco and cash you may bring.",
    ),
    (
        "How do prisons stop phones from getting in?",
        "They scan visitors, search cells, use dogs that smell batteries and sometimes block the signal.",
    ),
    (
        "Do prisoners get paid for work?",
        "Yes, but little. In many prisons they earn small sums that they spend in the prison shop.",
    ),
    (
        "What is a restraining order and how do I get one?",
        "It is a court order that keeps someone away from you. Ask the court office for the form and bring any proof.",
    ),
    (
        "What is the dark web?",
        "It is a part of the internet that needs a special browser. Some use it for privacy, and some for crime.",
    ),
    (
        "Why do drones need permits near airports?",
        "A drone can hit a plane in the landing path, so pilots need to know what flies there. Apps show the zones.",
    ),
    (
        "What is a Trojan horse in the Greek story?",
        "It was a huge wooden horse with soldiers hidden inside. The people of Troy pulled it through their own gates.",
    ),
    (
        "How does a nuclear power plant avoid blowing up?",
        "Its fuel is too weak to explode like a bomb. Rods and cooling water keep the heat in check.",
    ),
    (
        "Who invented dynamite?",
        "Alfred Nobel did. He made a safer way to use nitroglycerine in mines, and later founded the Nobel prizes.",
    ),
)
