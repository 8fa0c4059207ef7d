"""Topics by kind, ways to ask for an essay, and the sentences that essays are made of."""

from __future__ import annotations


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


TOPICS = {
    "nature": _names(
        "rivers, mountains, the sea, forests, deserts, volcanoes, rain, snow, clouds, wind, the moon, stars, islands, caves, lakes, "
        "waterfalls, earthquakes, storms, rainbows, tides, glaciers, wetlands, soil, sunlight, thunder, fog, frost, coral reefs, "
        "meadows, seasons, autumn leaves, wild flowers, hot springs, sand dunes, river deltas, cliffs, valleys, comets, swamps, hail"
    ),
    "animals": _names(
        "bees, whales, wolves, horses, dogs, cats, owls, ants, spiders, elephants, penguins, butterflies, bats, foxes, bears, frogs, "
        "salmon, eagles, dolphins, tortoises, rabbits, swans, hedgehogs, beavers, camels, lions, tigers, seals, crows, moths, otters, "
        "squirrels, snakes, lizards, deer, donkeys, geese, octopuses, crabs, parrots"
    ),
    "food": _names(
        "bread, tea, coffee, cheese, honey, rice, soup, apples, chocolate, salt, olive oil, potatoes, breakfast, spices, pancakes, "
        "noodles, tomatoes, onions, garlic, butter, vegetables, oranges, school lunches, family meals, jam, eggs, beans, pasta, nuts, "
        "herbs, yoghurt, pies, street food, picnics, lemons, mushrooms, porridge, sugar, milk, grapes"
    ),
    "crafts": _names(
        "knitting, pottery, gardening, sewing, baking, woodwork, painting, photography, weaving, carving, calligraphy, origami, "
        "drawing, candle making, book binding, quilting, glass blowing, basket making, fishing, beekeeping, stone masonry, kite making, "
        "embroidery, printing, furniture making, boat building, toy making, watch repair, soap making, paper making"
    ),
    "technology": _names(
        "bicycles, trains, bridges, clocks, telescopes, printing presses, computers, radios, ships, lighthouses in the past, windmills, "
        "steam engines, maps, cameras, telephones, robots, batteries, solar power, canals, wheels, tunnels, elevators, satellites, "
        "locks and keys, glass windows, plumbing, street lamps, airships, microscopes, compasses, tractors, sewing machines, "
        "submarines, typewriters, refrigerators"
    ),
    "society": _names(
        "public libraries, schools, friendship, families, neighbours, voting, laws, museums, markets, holidays, festivals, charity, "
        "newspapers, public parks, hospitals, volunteering, teamwork, good manners, honesty, patience, kindness, courage, money, "
        "saving money, city life, village life, recycling, public transport, languages, letters, traditions, leadership, gratitude, "
        "forgiveness, curiosity, fairness, growing old, childhood, equality, trust"
    ),
    "art": _names(
        "music, poetry, dance, theatre, opera, novels, fairy tales, folk songs, choirs, the violin, the piano, drums, sculpture, "
        "cinema, short stories, comic books, street art, jazz, portraits, landscapes in painting, orchestras, puppets, masks, ballads, "
        "storytelling, architecture, mosaics, the guitar, diaries, biographies"
    ),
    "history": _names(
        "ancient Egypt, the Roman empire, castles, knights, pirates, the silk road, explorers, the middle ages, pyramids, vikings, "
        "the history of writing, the history of numbers, the history of medicine, old trade routes, ancient Greece, city walls, "
        "monasteries, the age of sail, the first cities, the history of glass, the history of paper, old inns, the stone age, "
        "the bronze age, coins, kings and queens, the history of farming, mills, the history of toys, guilds"
    ),
    "health": _names(
        "sleep, walking, swimming, running, exercise, healthy food, fresh air, washing hands, laughter, rest, stretching, cycling, "
        "drinking water, hobbies, reading before bed, time outdoors, deep breathing, football, tennis, hiking, yoga, chess, climbing, "
        "rowing, skating, dancing for health, regular meals, screen breaks, good posture, first aid, morning routines, team sports"
    ),
    "science": _names(
        "gravity, light, electricity, magnets, atoms, cells, evolution, the water cycle, photosynthesis, energy, sound, heat, "
        "the solar system, fossils, germs, vaccines, the human heart, the brain, bones, mathematics, numbers, geometry, probability, "
        "chemistry, crystals, friction, waves, planets, the climate, oxygen, genes, experiments, the scientific method, time, memory"
    ),
}

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
    "I am curious about {t}. Please explain.", "Write a simple text about {t}.",
)  # fmt: skip

INTRODUCTIONS = (
    "Many people think about {t} only now and then. Yet {t} can teach us a great deal, and it is worth a closer look.",
    "{T} may seem a simple subject at first. A closer look at {t} shows how much there is to learn.",
    "There is much to say about {t}. This essay looks at what makes {t} interesting and why people care.",
    "Few subjects are as rich as {t}. Here is a short look at {t} and at what it means to us.",
    "When we speak of {t}, we speak of something that touches many lives. Let us look at {t} step by step.",
    "People have been interested in {t} for a long time. This short essay explains the main points about {t}.",
    "The subject of {t} is both old and new. To understand {t}, it helps to look at a few sides of it.",
    "Everyone has heard of {t}, but not everyone has thought about it. This essay gives an introduction to {t}.",
)

LINKS = (
    ("First, ", "To begin with, ", "In the first place, ", "First of all, "),
    ("Second, ", "In addition, ", "Besides this, ", "Another point is that ", "At the same time, "),
)

_GENERAL = (
    "It helps to know where interest in {t} comes from. People saw {t} around them, asked questions, and passed on what they found.",
    "There is a practical side to {t}. What we learn about {t} can be used in daily life, often in small ways.",
    "We should be honest about the difficult side of {t}. Not everything about {t} is known, and people do not always agree.",
    "It takes patience to understand {t}. Those who give time to {t} notice details that others miss.",
)

BODIES = {
    "nature": (
        *_GENERAL,
        "We can see how {t} {shape} the world around them. Plants, animals and people all live with {t} in their own way.",
        "There is beauty in {t}. Painters and poets have looked at {t} and found words and colours for them.",
        "It is important to treat {t} with care. What people do can change {t}, for better or for worse.",
    ),
    "animals": (
        *_GENERAL,
        "It is interesting how {t} {live}. The young learn early what {t} {need} to find food and stay safe.",
        "There is a place for {t} in nature. Without {t}, other living things around them would change too.",
        "It is up to people to protect {t}. Clean water, quiet places and respect help {t} to live well.",
    ),
    "food": (
        *_GENERAL,
        "There are many ways to prepare {t}. In each region people have their own habits when it comes to {t}.",
        "It is pleasant to share {t}. A table with {t} brings friends and families together.",
        "We should think about where {t} {come} from. Farmers and cooks put much work into {t}.",
    ),
    "crafts": (
        *_GENERAL,
        "It takes practice to be good at {t}. Beginners in {t} make mistakes, and every mistake teaches something.",
        "There are simple tools for {t}. With care and a little space, anyone can try {t} at home.",
        "People find peace in {t}. Working slowly at {t} rests the mind and leaves something useful behind.",
    ),
    "technology": (
        *_GENERAL,
        "People made {t} to solve a problem. Over the years {t} became better, cheaper and safer.",
        "It is worth asking how {t} {work}. Behind {t} there are a few simple ideas, put together with care.",
        "There are costs to {t} as well. Makers of {t} {need} materials, energy and skill.",
    ),
    "society": (
        *_GENERAL,
        "It is clear that {t} {bring} people together. Where {t} {are} valued, people trust each other more easily.",
        "People do not have the same chances when it comes to {t}. A fair society thinks about {t} for everybody.",
        "It is in small acts that {t} {become} real. Each person can do something for {t} every day.",
    ),
    "art": (
        *_GENERAL,
        "It is the feeling in {t} that stays with us. Through {t} people say what plain words cannot say.",
        "There is skill behind {t}. Artists work for years before {t} look easy.",
        "People enjoy {t} together. In every town {t} {give} people a reason to meet and listen.",
    ),
    "history": (
        *_GENERAL,
        "We know about {t} from what was left behind. Old walls, letters and tools tell the story of {t}.",
        "It was ordinary people who made {t} possible. Behind {t} stood workers, farmers and traders.",
        "There are lessons in {t} for us. By studying {t} we see how people lived and what they hoped for.",
    ),
    "health": (
        *_GENERAL,
        "It is well known that {t} can do us good. A little time for {t} each day helps body and mind.",
        "There is no need to begin with too much. With {t}, small and regular steps work best.",
        "People often enjoy {t} more in company. Friends can make {t} a habit that lasts.",
    ),
    "science": (
        *_GENERAL,
        "It was by careful watching that people came to understand {t}. Experiments about {t} showed what guesses could not.",
        "We meet {t} every day without noticing. Many things around us could not be explained without {t}.",
        "There are still open questions about {t}. Scientists go on testing their ideas about {t}.",
    ),
}

CONCLUSIONS = (
    "In conclusion, {t} {deserve} our attention. The more we learn about {t}, the more there is to enjoy.",
    "To sum up, {t} {have} many sides. Anyone who takes the time to look at {t} will be rewarded.",
    "In the end, {t} {show} us something about the world and about ourselves. That is why {t} {matter}.",
    "All in all, {t} {are} worth knowing. A little curiosity about {t} goes a long way.",
    "In short, {t} {are} more than meets the eye. It is good to keep learning about {t}.",
    "To conclude, there is always something new to find in {t}. That is a good reason to care about {t}.",
    "In summary, we have seen why {t} {interest} so many people. With {t}, every answer leads to a new question.",
    "Overall, {t} {are} part of a bigger story. Understanding {t} helps us to understand that story.",
)
