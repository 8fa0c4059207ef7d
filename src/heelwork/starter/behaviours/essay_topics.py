"""Topics of essays by category, and ways to ask for an essay.

Singular and plural topics stand apart, because the sentences agree with them in number. The categories decide which
sentences are used; the topics are many, so that a model learns to copy any topic and not a few.
"""

from __future__ import annotations


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


SINGULAR = {
    "nature": _names(
        "the sea, rain, snow, wind, the moon, soil, sunlight, thunder, fog, frost, hail, lightning, the night sky, sand, the north wind, "
        "ice, the rainforest, the life of a river, the water cycle, moss, morning dew, the tundra"
    ),
    "animals": _names(
        "the honey bee, the blue whale, the red fox, the barn owl, the brown bear, the house cat, the life of ants, bird song, "
        "the giraffe, the kangaroo, keeping chickens, the common toad, the flight of geese, the mole, the mountain goat, the sparrow, "
        "the polar bear, caring for a puppy"
    ),
    "food": _names(
        "bread, tea, coffee, cheese, honey, rice, soup, chocolate, salt, olive oil, breakfast, garlic, butter, jam, pasta, yoghurt, "
        "street food, porridge, sugar, milk, the history of tea, cooking at home, a good lunch, apple pie, fresh fruit, vinegar"
    ),
    "crafts": _names(
        "knitting, pottery, gardening, sewing, baking, woodwork, painting, weaving, carving, calligraphy, origami, drawing, "
        "candle making, book binding, quilting, glass blowing, basket making, beekeeping, stone masonry, embroidery, "
        "furniture making, boat building, toy making, watch repair, soap making, leather work, paper folding, house painting"
    ),
    "technology": _names(
        "the telephone, the steam engine, the wheel, the radio, the printing press, solar power, wind power, plumbing, the camera, "
        "the computer, glass, the compass, the invention of paper, the tractor, the refrigerator, concrete, the internet, steel, "
        "the electric car, the sewing machine"
    ),
    "science": _names(
        "gravity, light, electricity, evolution, energy, sound, heat, the solar system, the human heart, the brain, mathematics, "
        "geometry, probability, chemistry, friction, the climate, oxygen, the scientific method, time, memory, photosynthesis, "
        "the skeleton, the speed of light, air pressure, the sense of smell, zero, carbon"
    ),
    "history": _names(
        "ancient Egypt, the Roman empire, the silk road, the middle ages, ancient Greece, the age of sail, the stone age, "
        "the bronze age, the history of writing, the history of numbers, the history of medicine, the history of glass, "
        "the history of farming, the history of toys, life in a castle, the first railway, the history of money, the old spice trade, "
        "the history of schools, the discovery of fire, the history of bread, the life of a knight"
    ),
    "health": _names(
        "sleep, walking, swimming, running, exercise, healthy food, fresh air, laughter, rest, stretching, cycling, football, tennis, "
        "hiking, yoga, chess, climbing, rowing, skating, good posture, first aid, learning to swim, table tennis, "
        "drinking water, washing hands, time outdoors, basketball, the marathon, gymnastics, horse riding, sailing"
    ),
    "art": _names(
        "music, poetry, dance, theatre, opera, the violin, the piano, sculpture, cinema, street art, jazz, storytelling, architecture, "
        "the guitar, singing in a choir, stage magic, the flute, reading aloud, the art of the portrait, creative writing, the novel, "
        "folk dancing, photography, the ballet"
    ),
    "society": _names(
        "friendship, voting, charity, teamwork, honesty, patience, kindness, courage, saving money, recycling, public transport, "
        "leadership, gratitude, forgiveness, curiosity, fairness, growing old, childhood, equality, trust, hope, learning a language, "
        "freedom, hard work, community, politeness, free time, success, learning from mistakes, moving house, living alone, "
        "responsibility, family life, silence, advice, happiness"
    ),
    "places": _names(
        "the desert, the village, the city at night, the railway station, the harbour, the weekly market, the old town, the seaside, "
        "the school library, the Arctic, the countryside, the playground, the town hall, the city park, Paris, Scotland, Africa, "
        "the Alps, the Nile, the farm, the kitchen at home, the waiting room, Iceland"
    ),
    "jobs": _names(
        "the work of a nurse, the job of a teacher, being a farmer, the work of a baker, the life of a sailor, being a firefighter, "
        "the job of a librarian, working as a cook, the work of a carpenter, being a doctor, the life of a miner, "
        "the job of a bus driver, working in a shop, the work of a judge, being a gardener, the job of a pilot, working from home, "
        "the work of a tailor, being a vet, the daily work of a postman, the first day at work"
    ),
}
PLURAL = {
    "nature": _names(
        "rivers, mountains, forests, deserts, volcanoes, clouds, stars, islands, caves, lakes, waterfalls, earthquakes, storms, "
        "rainbows, tides, glaciers, wetlands, coral reefs, meadows, the four seasons, autumn leaves, wild flowers, hot springs"
    ),
    "animals": _names(
        "bees, whales, wolves, horses, dogs, cats, owls, ants, spiders, elephants, penguins, butterflies, bats, foxes, bears, frogs, "
        "eagles, dolphins, tortoises, rabbits, swans, hedgehogs, beavers, camels, lions, tigers, seals, crows, moths, otters, squirrels, "
        "snakes, lizards, donkeys, crabs, parrots"
    ),
    "food": _names(
        "apples, potatoes, spices, pancakes, noodles, tomatoes, onions, oranges, school lunches, family meals, eggs, beans, nuts, herbs, "
        "pies, picnics, mushrooms, grapes, carrots, sandwiches"
    ),
    "crafts": _names(
        "handmade gifts, wooden toys, woollen socks, paper lanterns, garden sheds, model trains, patchwork quilts"
    ),
    "technology": _names(
        "trains, bridges, clocks, computers, ships, windmills, maps, robots, batteries, canals, tunnels, satellites, "
        "locks and keys, street lamps, airships, microscopes, traffic lights, printers"
    ),
    "science": _names(
        "magnets, atoms, cells, fossils, germs, vaccines, bones, numbers, crystals, waves, planets, genes, experiments, black holes"
    ),
    "history": _names(
        "castles, knights, pirates, explorers, pyramids, vikings, old trade routes, city walls, monasteries, coins, kings and queens, guilds"
    ),
    "health": _names(
        "hobbies, regular meals, morning routines, team sports, healthy habits, long walks, school sports"
    ),
    "art": _names(
        "fairy tales, folk songs, drums, short stories, comic books, portraits, puppets, masks, ballads, mosaics, diaries, biographies, "
        "love songs, school plays"
    ),
    "society": _names(
        "schools, families, neighbours, laws, holidays, newspapers, volunteers, good manners, languages, letters, traditions, "
        "birthdays, weddings, grandparents, small gifts, promises"
    ),
    "places": _names(
        "public libraries, museums, public parks, hospitals, small villages, big cities, old churches, ports, zoos, mountain huts, "
        "street markets, railway stations, botanical gardens, playgrounds"
    ),
    "jobs": _names(
        "farmers, sailors, nurses, teachers, carpenters, firefighters, cooks, doctors, shopkeepers, bus drivers, scientists at work"
    ),
}
CATEGORIES = tuple(SINGULAR)

ASKS = (
    "Write an essay about {t}.", "Write a short essay about {t}.", "Write an essay on {t}.", "Explain {t}.", "Explain {t} to me.",
    "Tell me about {t} in a few paragraphs.", "Describe {t}.", "I need a short essay on {t}.", "Can you write about {t}?",
    "Please write a few paragraphs about {t}.", "What can you tell me about {t}?", "Give me an overview of {t}.",
    "Could you explain {t} in a few paragraphs?", "Essay on {t}", "I have to write about {t}. Can you help?",
    "Write something about {t} for my class.", "Help me with an essay about {t}.", "Discuss {t}.", "Write a composition about {t}.",
    "Give a short talk about {t}.", "I would like to read about {t}.", "Please explain {t}.", "Write about {t}.",
    "Could you write an essay on {t}, please?", "My homework is an essay about {t}.", "Introduce me to {t}.",
    "Write an article about {t}.", "Tell me something about {t}.", "Say a few words about {t}.", "Compose a short essay about {t}.",
    "Write four paragraphs about {t}.", "Can you give me an essay on {t}?", "Teach me about {t}.", "Write a clear essay about {t}.",
    "I want to learn about {t}.", "Make a short essay about {t}.", "Explain why people care about {t}.", "Give me an essay about {t}.",
    "I am curious about {t}. Please explain.", "Write a simple text about {t}.", "Tell me about {t}.", "Essay about {t}, please.",
    "Explain {t} in a few paragraphs.", "Write a structured essay about {t}.", "Please describe {t} in some detail.",
    "I need an essay with an introduction and a conclusion about {t}.", "Write an essay of a few paragraphs on the topic of {t}.",
    "An essay about {t}", "Short essay: {t}", "Could you tell me more about {t}?", "Can you explain {t} for beginners?",
    "Write me an essay on {t}.", "Write a brief essay discussing {t}.", "Topic: {t}. Please write an essay.",
)  # fmt: skip

MORE_ASKS = (
    "Would you put down a few paragraphs on {t}?", "I am after an essay about {t}.", "Today's essay topic is {t}. Go ahead.",
    "Our teacher wants a text about {t}.", "My daughter has to hand in a composition about {t}. Can you write one?",
    "Let's have an essay about {t}.", "In a few paragraphs, what is there to say of {t}?", "What should one know about {t}? Answer as an essay.",
    "Lay out the main points about {t} in an essay.", "Sum up what is known of {t} in four paragraphs.", "Can I have four paragraphs on {t}?",
    "Four paragraphs about {t}, please.", "A composition on {t}, if you would.", "Prepare an essay about {t} for me.",
    "For my blog I need a piece on {t}.", "Write a piece about {t} for our newsletter.", "Our club paper needs an article on {t}.",
    "Please make up an essay about {t}.", "I must give a talk about {t}. Write it for me.", "Write a talk on {t}.",
    "Take {t} as a topic and write an essay.", "{T}: write an essay about it.", "{T}. Essay, please.", "Essay topic: {t}",
    "Subject: {t}. A short essay will do.", "I know little about {t}. Explain in a few paragraphs.", "Fill me in on {t}, in an essay.",
    "Help! I need an essay on {t} by tomorrow.", "Could someone explain {t} to me in paragraphs?", "How would you describe {t} in an essay?",
    "My friend asked me about {t}. Write me an explanation.", "We are learning about {t} at school. Please write a text.",
    "Write an introduction, a middle and an end about {t}.", "Give a full explanation of {t}.", "An explanation of {t}, please.",
    "Please give an account of {t}.", "Write a report about {t}.", "A report on {t} is due on Monday. Please write it.",
    "Produce a short report on {t}.", "I want to read an essay on {t}.", "Show me an essay about {t}.", "Start an essay about {t} and finish it too.",
    "Why is it worth knowing about {t}? Write an essay.", "Reflect on {t} in an essay.", "Write your thoughts on {t} as an essay.",
    "Say something about {t} in several paragraphs.", "Could I get a clear text about {t}?", "Can you do an essay on {t}?",
    "please write an essay about {t} for my homework", "essay about {t}", "need a text on {t}, thanks", "write about {t} pls",
)  # fmt: skip
"""Further ways to ask, that stand beside ASKS."""

LINKS = (
    ("First, ", "To begin with, ", "In the first place, ", "First of all, "),
    ("Second, ", "In addition, ", "Besides this, ", "At the same time, ", "Next, "),
    ("Third, ", "Then again, ", "On the other hand, ", "There is another side too: "),
)
"""Words that open the body paragraphs, in their order."""

THINGS = (
    "acorns anchors apricots aprons archways arrows attics backpacks badges bakeries balconies bandages barns barrels "
    "baskets beacons beaches beads beakers beehives bells belts benches berries billboards bins blankets blenders blinds "
    "boots bottles boulders bowls boxes bracelets branches bricks brooches brooms brushes buckets buckles bushes buttons "
    "cabbages cabinets cables cages calendars candles canoes canyons capes carpets carriages cartoons carts cellars "
    "ceilings chains chairs chapels chimneys chisels cinemas cliffs cloaks cobwebs collars combs corridors cottages "
    "courtyards cradles cranes crayons crops crossroads crowns cucumbers cupboards curtains cushions daisies dams desks "
    "dictionaries dolls doorbells doorways doughnuts drawers dresses dungeons elevators engines envelopes erasers fans "
    "faucets feathers fences ferns ferries fiddles fireplaces fishponds flags flasks flints floorboards flutes footpaths "
    "footprints forks fountains freezers fridges fringes funnels garages gates gloves goblets granaries gravestones "
    "greenhouses guitars gutters hairpins hammers hammocks handkerchiefs handles harnesses harps hats haystacks hedges "
    "helmets hinges hoods hooks horns hourglasses icebergs icicles inkwells jackets jars jewels jigsaws jugs kennels "
    "kettles keyholes keyboards kitchens knots labels ladders ladles lagoons lamps lawns leaflets ledgers lenses levers "
    "lids lockers looms mailboxes mansions marbles markets marshes matches mattresses medals mills mirrors mittens mops "
    "motorbikes mousetraps mugs murals nails napkins necklaces needles nests nets notebooks oars orchards ornaments ovens "
    "paddles pails palaces pans parcels parachutes passports pathways patios pavements pebbles pedals pendulums peppers "
    "perfumes pillows pins pipes pistons pitchforks plates ploughs plums pockets ponds porches postcards posters pots prams "
    "prisms puddles pulleys pumps purses puzzles quarries quills radishes rafts railings rakes ramps ravines razors reeds "
    "ribbons rings roofs roots ropes rugs saddles sails sandals saucers saws scarecrows scarves scissors screws sculptures "
    "seeds shelves shells shields shirts shoelaces shovels shutters sickles signposts skates skirts sleeves sleds slippers "
    "slopes sofas spades spectacles spoons springs spurs stables staircases stamps statues stools stoves straws streams "
    "suitcases sundials sweaters swings swords syringes tables tassels taxis teacups teapots tents thimbles thistles "
    "threads thrones tiles timbers toasters torches towels towers trams trapdoors trays treasures trolleys trousers trunks "
    "tubs turnips turbines tweezers twigs typewriters valleys vans vases vaults veils verandas violins wagons waistcoats "
    "wallets walnuts wardrobes warehouses watchtowers wells whistles wigs willows windows workshops wrenches yachts zips "
).split()
KINDS = (
    "old new small large red green blue quiet heavy light broken wooden silver golden narrow wide round square simple "
    "famous ancient modern northern southern private plain painted rusty striped foreign cheap precious empty hidden "
    "crooked polished folding portable miniature rural royal village winter summer homemade lost forgotten sturdy delicate "
    "hollow tall short pale bright dusty marble iron copper leather paper "
).split()
"""Common things and what they may be like: put together they make topics that no essay of the material was written for."""
