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

LINKS = (
    ("First, ", "To begin with, ", "In the first place, ", "First of all, "),
    ("Second, ", "In addition, ", "Besides this, ", "At the same time, ", "Next, "),
    ("Third, ", "Then again, ", "On the other hand, ", "There is another side too: "),
)
"""Words that open the body paragraphs, in their order."""
