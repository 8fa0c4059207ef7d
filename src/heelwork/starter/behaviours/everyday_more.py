"""More everyday prompts with answers and keywords, and families of prompts that differ in one thing.

The answers name what was asked for, so that a model learns to stay with the words of the prompt.
"""

from __future__ import annotations

from typing import NamedTuple

MORE_PAIRS: tuple[tuple[str, str, str], ...] = (
    # Greetings, thanks and small talk
    ("Hello!", "Hello! It is nice to hear from you. What would you like to talk about?", ""),
    ("Hi there.", "Hi there! I am glad you are here. What can I do for you today?", ""),
    ("Good afternoon.", "Good afternoon! I hope your day is going well. How can I help?", ""),
    ("Good evening.", "Good evening! I hope you had a pleasant day. What can I do for you?", ""),
    ("Hey, what's up?", "Not much, I am here and ready to help. What is on your mind today?", ""),
    ("Nice to meet you.", "It is nice to meet you too. I am happy to answer questions or just chat.", ""),
    ("Goodbye.", "Goodbye! Take care, and come back whenever you have another question.", ""),
    ("See you tomorrow.", "See you tomorrow! I hope the rest of your day is calm and pleasant.", ""),
    ("Thank you so much!", "You are very welcome! I am glad that I could help you today.", ""),
    ("Thanks, that was useful.", "You are welcome, I am glad it was useful. Ask me again whenever you like.", ""),
    ("You are very kind.", "Thank you, that is kind of you to say. Is there anything else I can do?", ""),
    ("That was a great answer.", "Thank you, I am glad it helped. Let me know if you would like to hear more.", ""),
    ("Sorry for asking so much.", "There is no need to be sorry. Questions are welcome, so ask as many as you like.", "question|welcome|ask"),
    ("Do you have a minute?", "Yes, of course. Take your time and tell me what you would like to know.", ""),
    ("Can I ask you something?", "Of course, please ask. I will do my best to give you a clear answer.", "ask|course|yes"),
    ("What do you like to talk about?", "I am happy to talk about books, food, nature, plans, or anything else you like.", ""),
    ("It is raining here.", "Then it is a good day for a warm drink and a good book, with the rain outside.", "rain|book|drink|warm"),
    ("What a lovely day!", "It sounds like a lovely day indeed. I hope you can spend some of it outside.", "day"),
    ("It is my birthday today.", "Happy birthday! I hope your day is full of good company, cake and nice surprises.", "birthday"),
    ("Merry Christmas!", "Merry Christmas to you too! I hope you have peaceful days with people you love.", "christmas"),
    ("Happy new year!", "Happy new year! I wish you good health and many bright days in the year ahead.", "year"),
    ("I am back from my holiday.", "Welcome back! I hope your holiday was restful. What did you enjoy the most?", "holiday|welcome"),
    ("Tell me a fun fact.", "Here is a fun fact: honey keeps for years, because it holds very little water.", ""),
    ("Tell me a short story.", "A small boat was lost in the fog. It followed the sound of a bell, and the bell led it home.", ""),
    ("Say something to cheer me up.", "You have come through hard days before. This one will pass too, and a small walk may help.", ""),
    ("Give me a riddle.", "Here is a riddle: what has hands but cannot clap? The answer is a clock.", ""),
    ("Give me a rhyme with cat.", "Here is a rhyme: the happy cat sat on a mat and wore a very tiny hat.", "cat|hat|mat"),
    ("Write a short poem about spring.", "Spring comes with the morning light, the birds will sing, the sky is bright, and in the fields the flowers wake.", "spring|flower|green"),
    # Feelings
    ("I feel lonely.", "I am sorry you feel lonely. A call to a friend or a visit to a club may help a little.", "lonely|friend|sorry"),
    ("I feel happy today!", "That is lovely to hear! Enjoy the happy day, and maybe share it with somebody you like.", "happy|lovely|glad"),
    ("I am stressed at work.", "Work stress is hard. Write down what matters most, do one thing at a time, and take short breaks.", "work|break|stress"),
    ("I can't sleep.", "When you can't sleep, keep the room dark, put the phone away, and breathe slowly for a while.", "sleep|dark|breath"),
    ("I miss my family.", "It is natural to miss your family. A letter or a call today may bring them a little closer.", "family|call|letter"),
    ("I am angry with my brother.", "Being angry with a brother happens. Take a walk first, then tell him calmly what hurt you.", "brother|calm|angry"),
    ("I am worried about my exam.", "It is normal to worry about an exam. Study in short sessions and sleep well the night before.", "exam|study|sleep"),
    ("I failed my test.", "I am sorry about your test. Look at what went wrong, ask for help, and try again.", "test|help|again"),
    ("I got a new job!", "Congratulations on your new job! I hope the work is good and the people are friendly.", "job|congrat"),
    ("My dog died.", "I am so sorry about your dog. It is hard to lose a friend, and it is fine to be sad.", "sorry|dog"),
    ("I feel a bit shy at parties.", "Many people feel shy at parties. Find one friendly person and ask a simple question.", "shy|part|person|people"),
    ("I am proud of my daughter.", "How nice that you are proud of your daughter. Tell her so, and it will make her day.", "daughter|proud"),
    ("I made a mistake at work.", "Everyone makes a mistake at work now and then. Say so early, fix what you can, and learn from it.", "mistake|fix|learn"),
    ("I feel homesick.", "Being homesick is hard. Keep something from home near you, and call your family now and then.", "home|family|call"),
    ("I am scared of the dark.", "Many people are scared of the dark. A small night light and calm breathing can help.", "dark|light"),
    ("I am excited about my trip.", "How exciting! I hope your trip is full of good things. Have you packed already?", "trip|excit"),
    ("I don't know what to do with my life.", "That is a big question. Start with small things you enjoy, and talk with people you trust.", ""),
    ("I feel overwhelmed.", "When you feel overwhelmed, write everything down, choose one small task, and leave the rest for later.", "task|write|small|rest"),
    ("My friend moved away.", "I am sorry that your friend moved away. You can still write, call and plan a visit.", "friend|call|visit|write"),
    ("Nobody came to my party.", "I am sorry that nobody came to your party. It hurts, and it says nothing about your worth.", "sorry|party"),
    # Cooking
    ("How do I make soup?", "To make soup, fry an onion, add vegetables and water, cook for twenty minutes, and season it.", "soup|vegetable|water"),
    ("How do I cook pasta?", "To cook pasta, boil plenty of salted water, cook the pasta for ten minutes, and drain it.", "pasta|water|boil"),
    ("Give me a recipe for pancakes.", "For pancakes, mix flour, milk and two eggs, and fry thin rounds in butter on both sides.", "pancake|flour|milk|egg"),
    ("How do I bake a cake?", "To bake a cake, mix butter, sugar, eggs and flour, and bake it for forty minutes.", "cake|flour|egg|bake"),
    ("How do I make coffee?", "To make coffee, pour hot water slowly over ground coffee in a filter and let it drip.", "coffee|water"),
    ("How do I make a sandwich?", "To make a sandwich, butter two slices of bread and fill them with cheese, tomato and salad.", "sandwich|bread"),
    ("How do I make mashed potatoes?", "Boil the potatoes until soft, then mash them with warm milk, butter and a little salt.", "potato|milk|butter"),
    ("How do I peel garlic?", "Press the garlic with the flat side of a knife, and the skin will come off easily.", "garlic|skin|knife"),
    ("How do I make an omelette?", "For an omelette, beat three eggs with salt, pour them into a hot pan, and fold when set.", "egg|omelette|pan"),
    ("What can I cook with rice and beans?", "With rice and beans you can make a warm bowl: add onion, tomato, spices and a little oil.", "rice|bean"),
    ("How long do I boil potatoes?", "Boil potatoes for about twenty minutes, until a fork goes in without any force.", "potato|minute|twenty|boil"),
    ("What is a quick dinner?", "A quick dinner is pasta with tomatoes and cheese, or eggs with bread and a salad.", "pasta|egg|salad|rice|dinner"),
    ("How do I make jam?", "To make jam, cook fruit with sugar until it is thick, and fill it hot into clean jars.", "jam|fruit|sugar"),
    ("How do I cut an onion without crying?", "Cool the onion first, use a sharp knife, and leave the root end on until last.", "onion|knife|cool"),
    ("My soup is too salty.", "If your soup is too salty, add some water, a potato or a little cream, and taste again.", "soup|water|potato"),
    ("How do I store carrots?", "Store carrots in the fridge without their leaves, in a bag or a box with a damp cloth.", "carrot|fridge|cool"),
    # House and garden
    ("How do I clean the oven?", "To clean the oven, spread a paste of baking soda and water, wait overnight, and wipe it off.", "oven|water|wipe|soda"),
    ("How do I wash a jumper?", "Wash a jumper in cool water with mild soap, press the water out, and dry it flat.", "water|soap|jumper|dry"),
    ("How do I clean my shoes?", "To clean your shoes, brush off the dirt, wipe them with a damp cloth, and polish them.", "shoe|brush|cloth|dirt"),
    ("How do I polish silver?", "To polish silver, rub it with a soft cloth and a little paste, then rinse and dry it.", "silver|cloth|rub"),
    ("How do I unblock a sink?", "To unblock a sink, pour in hot water, use a plunger, and clean the trap below if needed.", "sink|water|plunger"),
    ("How do I hang a picture?", "To hang a picture, mark the spot with a pencil, put in a nail, and check that it is level.", "picture|nail|level"),
    ("How do I change a light bulb?", "To change a light bulb, switch off the power, let it cool, unscrew it, and put in a new one.", "bulb|power|switch"),
    ("How do I get rid of dust?", "To get rid of dust, wipe from top to bottom with a damp cloth and open the window.", "dust|cloth|wipe"),
    ("How do I grow carrots?", "To grow carrots, sow the seeds in loose soil, keep it moist, and thin the young plants.", "carrot|seed|soil"),
    ("How do I plant a tree?", "To plant a tree, dig a wide hole, set the roots in, fill it with soil, and water well.", "tree|hole|soil|water"),
    ("How do I mow the lawn?", "Mow the lawn when the grass is dry, keep the blades high, and go in straight lines.", "grass|lawn|dry"),
    ("How do I make compost?", "To make compost, layer kitchen scraps and dry leaves, keep the pile damp, and turn it often.", "compost|leaves|scraps|pile"),
    ("How can I keep my house warm?", "To keep your house warm, close gaps at doors and windows, and draw the curtains at night.", "warm|window|door|curtain"),
    ("How do I tidy my desk?", "To tidy your desk, clear it all off, keep only what you use daily, and give each thing a place.", "desk|place|clear"),
    ("How do I move to a new flat?", "For a move to a new flat, make a list, pack room by room, and mark every box.", "box|pack|list|flat"),
    ("How do I fold a shirt?", "To fold a shirt, lay it face down, fold in both sides and sleeves, and fold up the bottom.", "fold|shirt|sleeve"),
    # Learning and work
    ("How do I learn a language?", "To learn a language, practise a little each day, listen a lot, and speak without fear.", "language|practi|speak|listen"),
    ("How do I learn to draw?", "To learn to draw, sketch simple things every day and look closely at shapes and shadows.", "draw|sketch|shape"),
    ("How do I remember names?", "To remember names, say the name aloud when you hear it and link it to a picture.", "name|picture|say"),
    ("How do I study for a test?", "To study for a test, make short notes, quiz yourself, and repeat the hard parts the next day.", "test|note|study|repeat"),
    ("How do I write an email to my boss?", "Write a clear subject, greet your boss, say what you need in two lines, and thank them.", "subject|greet|boss|thank"),
    ("How do I give a good talk?", "For a good talk, know your main point, use simple words, practise aloud, and speak slowly.", "talk|practi|speak|point"),
    ("How do I stop being late?", "To stop being late, pack in the evening, set your clock early, and leave ten minutes sooner.", "early|minute|late|clock"),
    ("How do I read more books?", "To read more books, keep one near your bed and read ten pages each evening.", "read|book|page"),
    ("How do I ask for a day off?", "Ask early and politely for the day off, give the date, and offer a plan for your work.", "date|polite|ask|work"),
    ("How do I prepare for an interview?", "To prepare for an interview, learn about the job, practise your answers, and bring questions.", "interview|practi|question|job"),
    ("How do I use a dictionary?", "To use a dictionary, look for the first letters of the word in order, then read the meaning.", "word|letter|dictionary"),
    ("Help me spell necessary.", "The word necessary is spelled with one c and two s: n-e-c-e-s-s-a-r-y.", "necessary|n-e-c"),
    ("Help me with a name for my story.", "You could call your story The Lamp by the River. It sounds quiet and a little secret.", "story|call|name"),
    ("Help me write a thank-you note.", "You could write: thank you for your kind gift. It made me very happy, and I use it often.", "thank"),
    ("Help me make a shopping list.", "Here is a simple list for your shopping: bread, milk, eggs, apples, carrots, rice, and some tea for the evening.", "bread|milk|list"),
    ("Help me plan a picnic.", "For a picnic, choose a shady place, pack bread, fruit and water, and bring a blanket.", "picnic|blanket|fruit|pack"),
    ("Help me plan a birthday party.", "For a birthday party, set a date, invite friends, plan a cake, and think of two games.", "party|cake|friend|game"),
    ("Help me write a short speech.", "For a short speech, greet everyone, tell one small story, give thanks, and end with a wish.", "speech|thank|story|greet"),
    ("Help me get up early.", "To get up early, go to bed sooner, put the clock across the room, and open the curtains.", "bed|clock|early"),
    ("Help me stay calm.", "To stay calm, breathe in for four counts and out for six, and relax your shoulders.", "breath|calm|relax"),
    # Knowledge and definitions
    ("What is a glacier?", "A glacier is a huge, slow river of ice that forms where snow stays for many years.", "ice|snow"),
    ("What is a river?", "A river is a stream of water that flows over land to a lake or to the sea.", "water|flow|stream"),
    ("What is a mountain?", "A mountain is a very high part of the land that rises above everything around it.", "high|land|rise"),
    ("What is a desert?", "A desert is a dry place where very little rain falls and few plants can grow.", "dry|rain"),
    ("What is a forest?", "A forest is a large area of land that is covered with trees and other plants.", "tree"),
    ("What is a novel?", "A novel is a long story in a book, with people and events made up by a writer.", "story|book"),
    ("What is gravity?", "Gravity is the force that pulls things toward the earth, so that a dropped ball falls down.", "force|pull|earth"),
    ("What is electricity?", "Electricity is a form of energy that flows through wires and gives us light and heat.", "energy|wire|light"),
    ("What is a star?", "A star is a very large ball of hot gas that gives off light, such as our sun.", "gas|light|sun"),
    ("What is the moon?", "The moon is a ball of rock that moves around the earth about once a month.", "rock|earth"),
    ("What is snow?", "Snow is frozen water that falls from the clouds in soft white flakes when it is cold.", "water|cold|flake|cloud"),
    ("What is wind?", "Wind is moving air. It blows because warm air rises and cooler air takes its place.", "air"),
    ("What is a museum?", "A museum is a place where old, rare or beautiful things are kept and shown to visitors.", "place|show|thing"),
    ("What is a friend?", "A friend is a person whom you like and trust, and who is kind to you in hard times.", "trust|like|person|kind"),
    ("What is a bridge?", "A bridge is something built over a river or a road, so that people can cross it.", "cross|river|road"),
    ("What is a village?", "A village is a small group of houses in the countryside, smaller than a town.", "small|house|town"),
    ("What is a calendar?", "A calendar is a list of the days, weeks and months of a year.", "day|month|year"),
    ("What is a triangle?", "A triangle is a flat shape with three straight sides and three corners.", "three|shape"),
    ("What does a baker do?", "A baker makes bread, rolls and cakes, and often starts work very early in the morning.", "bread|cake"),
    ("What does a doctor do?", "A doctor finds out why people are ill and helps them to get better.", "ill|sick|health|better"),
    ("What does a farmer do?", "A farmer grows crops and keeps animals, so that people have food to eat.", "crop|animal|food"),
    ("What does a teacher do?", "A teacher helps pupils to learn, explains new things, and checks their work.", "learn|pupil|explain|school"),
    ("What does kind mean?", "To be kind means to be friendly and gentle, and to care about how others feel.", "friendly|gentle|care"),
    ("What does ancient mean?", "The word ancient means very old, from a time long ago, such as ancient walls.", "old"),
    ("What does tiny mean?", "The word tiny means very small, like a grain of sand or a little seed.", "small"),
    ("What does brave mean?", "To be brave means to do what is right or hard even though you are afraid.", "afraid|fear|courage|hard"),
    ("Why do we yawn?", "We often yawn when we are tired or bored, and a yawn may help us to stay awake.", "tired|yawn|awake"),
    ("Why does ice float?", "Ice floats because it is lighter than the same amount of liquid water.", "light|water"),
    ("Why do birds sing?", "Birds sing to find a partner and to tell other birds that a place is theirs.", "partner|place|bird"),
    ("Why do we have seasons?", "We have seasons because the earth is tilted as it moves around the sun.", "tilt|sun|earth"),
    ("Why do we need water?", "We need water because every part of the body uses it to stay alive and healthy.", "body|water|alive"),
    ("Why do dogs bark?", "Dogs bark to warn, to greet, to ask for attention, or because they are excited.", "warn|dog|attention|greet"),
    ("Why is exercise good?", "Exercise is good because it keeps the heart and the muscles strong and lifts the mood.", "heart|muscle|mood|strong"),
    ("How do birds fly?", "Birds fly by moving their wings, which push the air down and lift the light body up.", "wing|air"),
    ("How do plants grow?", "Plants grow with the help of light, water, air and what their roots take from the soil.", "light|water|soil"),
    ("How does a clock work?", "In a clock, a spring or a weight turns small wheels, and these move the hands.", "wheel|spring|hand"),
    ("How are rainbows made?", "Rainbows are made when sunlight passes through drops of rain and splits into colours.", "light|rain|colour"),
    ("Who wrote Romeo and Juliet?", "Romeo and Juliet was written by William Shakespeare, a famous English writer of plays.", "shakespeare"),
    ("What is the longest day of the year?", "In the north the longest day of the year is in June, at the start of summer.", "june|summer"),
    ("How many hours are in a day?", "There are twenty-four hours in a day, twelve before noon and twelve after.", "twenty-four|24"),
    ("How many legs does a spider have?", "A spider has eight legs, two more than an insect, which has six.", "eight|8"),
    ("What colours make green?", "You get green when you mix blue and yellow. More yellow makes a lighter green.", "blue|yellow"),
    ("What do plants need?", "Plants need light, water, air and good soil to grow strong and healthy.", "light|water|soil"),
    ("What do horses eat?", "Horses eat grass and hay, some oats, and now and then an apple or a carrot.", "grass|hay|oat"),
    # Plans, choices and advice
    ("What should I cook tonight?", "Tonight you could cook a simple vegetable soup with bread, or rice with eggs and peas.", "soup|rice|cook|pasta"),
    ("What should I wear today?", "If it is cold, wear a warm jumper and a coat. If it is warm, something light is best.", "warm|wear|coat|light"),
    ("What should I give my friend for his birthday?", "A good birthday gift for a friend is a book, a game, or a meal that you cook together.", "book|gift|game|meal"),
    ("Where should I go on holiday?", "For a holiday you could go to the sea to rest, or to the mountains to walk.", "sea|mountain|lake|city|holiday"),
    ("Should I get a cat or a dog?", "A dog needs walks and company every day, while a cat is more independent. Choose what fits your time.", "dog|cat"),
    ("Should I take an umbrella?", "If there are dark clouds, take an umbrella. A small one is easy to carry, just in case.", "umbrella|cloud|rain"),
    ("What is a good book for children?", "A good book for children has a clear story, kind people and many pictures. Fairy tales are a fine start.", "story|book|picture|tale"),
    ("What is a good name for a boat?", "A good name for a boat is Morning Star. It sounds bright and is easy to remember.", "name|star|boat"),
    ("How can I help my neighbour?", "You can help your neighbour by carrying the shopping, watering plants, or simply stopping for a chat.", "neighbour|help|shopping|chat"),
    ("How can I make my mother happy?", "You can make your mother happy with a call, a kind note, or a meal that you cook for her.", "mother|call|note|meal"),
    ("How can I be a good friend?", "To be a good friend, listen well, keep your promises, and be there in hard times.", "friend|listen|promise"),
    ("How do I say no politely?", "To say no politely, thank the person, say that you can't this time, and wish them well.", "thank|polite|time|no"),
    ("How do I start a conversation?", "To start a conversation, smile, say hello, and ask a simple question about the day.", "ask|hello|question|smile"),
    ("How do I thank my teacher?", "To thank your teacher, write a short card and say what you learned and enjoyed.", "card|thank|teacher"),
    ("How do I cheer up a sad friend?", "To cheer up a sad friend, listen first, stay near, and suggest a walk or a warm drink.", "friend|listen|walk"),
    ("How do I keep a diary?", "To keep a diary, write a few lines each evening about what you did, saw and felt.", "write|evening|line|diary"),
    ("How do I make a paper plane?", "To make a paper plane, fold the sheet in half, fold the corners to the middle, and bend the wings.", "fold|paper|wing"),
    ("How do I take good photos?", "To take good photos, find soft light, hold still, and keep the background simple.", "light|still|photo"),
    ("How do I catch the right bus?", "To catch the right bus, check the number and the direction at the stop, and ask the driver.", "bus|number|stop|driver"),
    ("How do I look after a cat?", "To look after a cat, give it fresh food and water, a clean tray, and time to play.", "cat|food|water|play"),
    ("How do I wash my dog?", "To wash your dog, use warm water and a mild soap for dogs, rinse well, and dry it.", "dog|water|soap"),
    ("My phone is slow.", "If your phone is slow, restart it, delete what you do not need, and install the updates.", "phone|restart|delete|update"),
    ("My plant is dying.", "If your plant is dying, check the soil: too wet or too dry? Then give it more light.", "plant|soil|light|water"),
    ("My bicycle has a flat tyre.", "For a flat tyre, take out the tube, find the hole, patch it, and pump it up again.", "tyre|tube|patch|pump"),
    ("I forgot my friend's birthday.", "Call your friend today, say sorry for the late birthday wishes, and plan something nice together.", "friend|sorry|birthday|call"),
    ("I have nothing to wear.", "Look for one piece you like and build on it. Simple colours go well with almost everything.", "colour|wear|piece|simple"),
    ("I am hungry.", "If you are hungry, a slice of bread with cheese, some fruit or a warm soup is quickly made.", "bread|fruit|soup|eat|food"),
    ("I am thirsty.", "If you are thirsty, a glass of water is best. Tea or juice with water is good too.", "water|tea|drink"),
    ("I am cold.", "If you are cold, put on a warm jumper, drink some tea, and move around a little.", "warm|tea|jumper|move"),
    ("I want to eat less sugar.", "To eat less sugar, drink water or tea, choose fruit for dessert, and cook more yourself.", "sugar|fruit|water"),
    ("I want to get up earlier.", "To get up earlier, go to bed sooner by ten minutes each week, and open the curtains.", "bed|minute|earl"),
    ("I want to learn to dance.", "To learn to dance, take a class for beginners, count the steps, and practise with music.", "dance|class|step|music"),
    ("I want to start a garden.", "To start a garden, pick a sunny spot, loosen the soil, and begin with herbs and salad.", "garden|soil|sun|herb"),
)  # fmt: skip


class Family(NamedTuple):
    """Prompts and answers that differ in one thing, {x}, which every answer names again."""

    name: str
    asks: tuple[str, ...]
    answers: tuple[str, ...]
    things: tuple[str, ...]


def _things(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


FAMILIES = (
    Family(
        "cook",
        ("How do I make {x}?", "Can you give me a recipe for {x}?", "I want to make {x}. Any tips?", "How can I cook {x} at home?",
         "Tell me how to make {x}.", "What do I need for {x}?", "Help me make {x}.", "What is an easy way to make {x}?"),
        ("To make {x}, gather fresh things, follow a simple recipe step by step, and taste as you go.",
         "For {x}, prepare everything first, keep the heat gentle, and add salt and spices little by little.",
         "A simple way to make {x} is to start with a small portion, cook it slowly, and taste it often.",
         "For good {x}, use fresh things, do not hurry, and serve it while it is at its best."),
        _things(
            "tomato sauce, fried rice, vegetable stew, apple cake, fish pie, onion soup, fruit salad, potato salad, roast chicken, "
            "lentil curry, garlic bread, bean stew, baked apples, oat biscuits, cheese toast, carrot cake, plum jam, mushroom soup, "
            "corn bread, hot chocolate, a vegetable pie, rice pudding, an egg salad, noodle soup, pea soup, ginger tea"
        ),
    ),
    Family(
        "skill",
        ("How do I get better at {x}?", "I want to learn {x}.", "How can I improve my {x}?", "Any tips for {x}?",
         "What is the best way to learn {x}?", "Can you help me with {x}?", "How do I start with {x}?", "Give me advice on {x}."),
        ("To get better at {x}, practise a little every day, start with easy steps, and be patient.",
         "With {x}, a little practice each day works best. Begin slowly, and ask someone who does it well.",
         "A good start with {x} is a simple exercise each day. Write down what goes well and enjoy the progress.",
         "For {x}, find a good teacher or book, practise often, and do not worry about mistakes."),
        _things(
            "chess, singing, spelling, mental arithmetic, cooking, public speaking, handwriting, drawing, swimming, skating, typing, juggling, "
            "photography, French, Spanish, knitting, the piano, running, table tennis, dancing, writing, reading aloud, card games, "
            "skiing, whistling, sewing"
        ),
    ),
    Family(
        "sad",
        ("I feel {x}.", "I am {x} today.", "I'm feeling a bit {x}.", "Today I feel really {x}.", "I have been {x} all week.",
         "I am so {x}. What should I do?", "Why do I feel so {x}?", "I'm {x} and I don't know why."),
        ("I'm sorry you feel {x}. Some rest, a short walk or a talk with a friend may help.",
         "Feeling {x} is hard, and it is good that you say so. Be gentle with yourself today.",
         "It is normal to feel {x} sometimes. Take it slowly, and tell somebody you trust about it.",
         "I'm sorry to hear that you feel {x}. A warm drink and a little fresh air may do you good."),
        _things("sad, tired, nervous, down, upset, lonely, exhausted, worried, restless, disappointed, grumpy, gloomy, tense, unhappy, bored, moody"),
    ),
    Family(
        "glad",
        ("I feel {x} today!", "I'm so {x}!", "I am very {x} right now.", "Today I feel {x}."),
        ("It is lovely that you feel {x}! Enjoy the moment, and share it with people you like.",
         "How nice to hear that you feel {x}. I hope the rest of the day is just as good.",
         "I'm glad that you feel {x}! What made the day so good?"),
        _things("happy, cheerful, proud, excited, grateful, calm, hopeful, relaxed, full of energy, pleased"),
    ),
    Family(
        "event",
        ("I have {x} tomorrow.", "{x} is coming up. Any advice?", "I'm nervous about {x}.", "How do I prepare for {x}?",
         "Wish me luck for {x}!", "What should I do before {x}?"),
        ("Good luck with {x}! Prepare what you can today, sleep well, and arrive a little early.",
         "For {x}, make a short list, get your things ready in the evening, and take a few slow breaths.",
         "It helps to prepare for {x} step by step. A good night's sleep will help you as well."),
        _things(
            "a piano concert, a long train ride, my driving test, a maths exam, my first day at school, a job interview, a football match, "
            "a wedding, a school play, a visit to the dentist, a family dinner, a meeting at work, my swimming lesson, a spelling test"
        ),
    ),
    Family(
        "clean",
        ("How do I clean {x}?", "What is the best way to clean {x}?", "{x} needs cleaning. What can I use?", "Tell me how to wash {x}.",
         "How can I get {x} clean again?"),
        ("To clean {x}, use warm water with a little soap and a soft cloth, then dry everything well.",
         "For {x}, start with a dry brush, then wipe gently with a damp cloth and mild soap.",
         "You can clean {x} with warm water and a drop of soap. Rub gently, rinse, and let it dry."),
        _things(
            "a leather bag, my glasses, a wooden table, the kitchen floor, a teapot, the bath, a carpet, my keyboard, a tent, a fish tank, "
            "garden chairs, a white shirt, a frying pan, the fridge, a water bottle, muddy boots"
        ),
    ),
    Family(
        "plan",
        ("Help me plan {x}.", "How do I organise {x}?", "I need ideas for {x}.", "We want to have {x}. Where do we start?",
         "Can you help me prepare {x}?"),
        ("To plan {x}, choose a day, write a short list of what you need, and ask others to help.",
         "For {x}, start with the date and the place, then think of food, time and a plan for rain.",
         "A good start for {x} is a simple list: who comes, what to bring, and who does what."),
        _things(
            "a family dinner, a school trip, a summer party, a weekend in the mountains, a game night, a garden party, a walk with friends, "
            "a bake sale, a quiet weekend, a reading club, a camping trip, a surprise for my sister, a study week, a street festival"
        ),
    ),
    Family(
        "gift",
        ("What can I give {x}?", "I need a gift for {x}.", "What is a good present for {x}?", "Any gift ideas for {x}?"),
        ("A good gift for {x} could be a book, a plant, or a day out together.",
         "For {x}, think of what brings joy: something handmade, a good meal, or tickets for a concert.",
         "A present for {x} does not have to be dear. A kind card and something homemade are always welcome."),
        _things("my sister, my grandfather, my aunt, a good friend, my neighbour, my uncle, my brother, a colleague, my cousin, my father, a small child"),
    ),
    Family(
        "mend",
        ("How do I fix {x}?", "{x} is broken. What can I do?", "How can I repair {x}?", "Tell me how to mend {x}.", "Can {x} be saved?"),
        ("To fix {x}, look for the loose or torn part first, then glue, sew or screw it back in place.",
         "With {x}, start with a close look at what is wrong. A small new part often does the job.",
         "You can often mend {x} at home with a few tools. If not, a repair shop will gladly help."),
        _things(
            "a wobbly chair, a torn sleeve, a dripping tap, a flat bicycle tyre, a loose shelf, a squeaky door, a broken zip, a cracked cup, "
            "my old radio, a stuck drawer, a bent fork, a torn page, a slow computer, a broken toy, a leaking hose, my favourite mug"
        ),
    ),
    Family(
        "choose",
        ("How do I choose {x}?", "What should I look for in {x}?", "I want to buy {x}. Any advice?", "What makes good sense for {x}?",
         "Help me pick {x}."),
        ("When you choose {x}, think of how you will use it, try a few, and set a limit for the price.",
         "For {x}, look at size, quality and price, and ask someone who has one.",
         "A good way to choose {x} is to write down what matters most to you and compare two or three."),
        _things(
            "a bicycle, a school bag, a guitar, a coat, a mattress, a phone, a tent, a dictionary, a desk, a lamp, a pair of shoes, "
            "a cat basket, a washing machine, a garden chair, a notebook, a pair of glasses"
        ),
    ),
    Family(
        "care",
        ("How do I look after {x}?", "How should I care for {x}?", "What does {x} need?", "I have {x}. How do I keep it well?",
         "Tips for keeping {x}, please."),
        ("To look after {x}, give it what it needs each day: a clean place, enough water, and a little time.",
         "{X} needs regular care. Check on it each day, keep it clean, and note what does it good.",
         "For {x}, a fixed daily routine works best. Ask at a good shop if something seems wrong."),
        _things(
            "a rose bush, a hamster, a young tree, a goldfish, a cactus, a rabbit, a pony, an orchid, a herb pot, a lawn, a tortoise, "
            "a canary, a lemon tree, a guinea pig, a vegetable bed, a fern"
        ),
    ),
    Family(
        "like",
        ("I like {x}.", "I love {x}!", "{x} makes me happy.", "My favourite thing is {x}.", "I can't get enough of {x}."),
        ("How nice that you like {x}! What do you enjoy most about it?",
         "It is lovely to hear about {x}. Things that we like make the days brighter.",
         "I see why people like {x}. Do you share it with your friends?"),
        _things(
            "autumn, warm bread, walking in the rain, old films, riddles, the smell of coffee, jazz, long letters, snow, painting, the sea, "
            "card games, apple pie, early mornings, folk songs, picnics, crossword puzzles, my garden"
        ),
    ),
    Family(
        "did",
        ("I went to {x} yesterday.", "We are going to {x} on Saturday.", "Last week we visited {x}.", "Tomorrow I am off to {x}.",
         "My family took me to {x}."),
        ("That sounds nice! A trip to {x} is a good way to spend a day. What did you like best, or look forward to?",
         "How lovely, {x}! I hope that it brings you good memories.",
         "{X} must be fun. Tell me about it if you like."),
        _things(
            "the zoo, a lake, the theatre, a farm, the cinema, an old castle, the market, a concert, the beach, the mountains, a museum, "
            "the circus, my aunt, a football game, the forest, a small island"
        ),
    ),
    Family(
        "poem",
        ("Write a short poem about {x}.", "Can you write two lines about {x}?", "Make up a rhyme about {x}.", "A little verse about {x}, please.",
         "Write me a tiny story about {x}."),
        ("Here is one: I think of {x} at the end of the day, and all my small troubles go quietly away.",
         "Let me try: there is {x}, so simple and dear, and it makes a good morning whenever it is near.",
         "Gladly: when I look at {x} I slow down and smile, and I sit and I wonder at it for a while."),
        _things(
            "the moon, a river, my dog, rain, an apple tree, the wind, a train, spring, a sleepy cat, the night sky, "
            "a lost sock, a teacup, a snowman, a lighthouse keeper, friendship, breakfast, a kite"
        ),
    ),
    Family(
        "note",
        ("Write a short message to {x}.", "Help me write a card for {x}.", "What can I write to {x}?", "I need a kind note for {x}.",
         "Please draft a thank you note to {x}."),
        ("You could write to {x}: Thank you for all that you do. I often think of you and wish you well.",
         "A kind note for {x} could say: It is good to have you. I hope that we see each other soon.",
         "For {x}, a few warm words are enough: I am glad that I know you. All the best for the days to come."),
        _things(
            "my aunt, a new neighbour, my piano teacher, an old friend, my team, our doctor, the postman, my grandparents, my class, a nurse, "
            "my first teacher, a friend who moved, my godmother, the kitchen staff"
        ),
    ),
    Family(
        "todo",
        ("What can I do in {x}?", "How should I spend {x}?", "Any ideas for {x}?", "I have {x} free. What now?", "What is there to do in {x}?"),
        ("In {x} you could take a walk, read something good, or call a friend you have missed.",
         "For {x}, pick one thing that you enjoy and one that you have put off. Then rest a little.",
         "{X} is a good time for a small plan: some fresh air, a nice meal, and time with people you like."),
        _things(
            "an hour, a rainy afternoon, the evening, a long weekend, the summer holidays, half a day, a quiet morning, the lunch break, "
            "a week at home, a snowy day, the school break, a late evening, two hours, a sunny Sunday"
        ),
    ),
    Family(
        "habit",
        ("How can I {x}?", "I would like to {x}. What helps?", "I want to {x} this year.", "Any advice on how to {x}?", "What helps people to {x}?"),
        ("To {x}, start small and do it at the same time each day. A note on the wall can remind you.",
         "If you want to {x}, tell a friend about it, take one small step today, and be patient.",
         "It helps to {x} bit by bit. Write down each day how it went, and enjoy what works."),
        _things(
            "get up earlier, drink more water, read more books, save some money, spend less time on my phone, keep my room tidy, eat more fruit, "
            "worry less, remember names, be on time, exercise more, learn ten words a day, speak more slowly, waste less food, call my family more often"
        ),
    ),
)  # fmt: skip
