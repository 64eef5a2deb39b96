"""Articles made by a seeded generator, and the ways in which copies of them differ."""

from __future__ import annotations

import random

_WHO = """la start-up|le laboratoire|la régie|l’éditeur|le ministère|la coopérative|l’université|le syndicat|la banque|
l’hôpital|la mairie|le fabricant|l’opérateur|la chaîne|le cabinet|l’association|la plateforme|le studio|l’agence|
le régulateur|la fondation|le distributeur|l’assureur|la compagnie|le groupe|la filiale|le consortium|l’institut"""
_WHOSE = """de Lyon|de Nantes|de Tallinn|de Québec|de Dakar|de Séoul|de Bruxelles|de Lille|de Turin|de Porto|de Gand|
de Kyoto|d’Oslo|d’Accra|de Grenoble|de Genève|de Montréal|de Tunis|de Leipzig|de Bilbao|de Rennes|de Metz|d’Austin|
du Caire|de Lagos|de Zurich|de Brno|de Malmö|de Cork|de Dijon"""
_DOES = """annonce|prépare|teste|reporte|finance|abandonne|publie|défend|critique|achète|vend|ouvre|ferme|double|corrige|
mesure|compare|déploie|interdit|autorise|retire|simplifie|remplace|surveille|traduit|classe|forme|audite|résume|
négocie|suspend|améliore|automatise|rachète|évalue|présente|refuse|étend|limite|documente"""
_WHAT = """un modèle de langue|un assistant vocal|un moteur de recherche|un jeu de données|un centre de calcul|
une puce graphique|un outil de traduction|un agent autonome|un service de synthèse|un contrat de licence|
un plan de formation|une charte interne|un banc d’essai|un robot de tri|un système d’alerte|un fonds d’archives|
un correctif de sécurité|un accord de branche|un protocole ouvert|un capteur de chaleur|un réseau de capteurs|
un cours en ligne|une base d’images|un standard technique|un algorithme de tri|un filtre de contenus|
un simulateur de vol|un dossier médical|un registre public|une caméra thermique|un compilateur|un prototype de drone"""
_KIND = """discret|coûteux|inédit|modeste|fragile|ambitieux|partiel|complet|rapide|ancien|local|européen|gratuit|payant|
contesté|attendu|provisoire|durable|ouvert|fermé|expérimental|polyvalent|sobre|gourmand|imparfait|précis|lent|utile"""
_WHEN = """depuis lundi|cette semaine|avant l’été|dès janvier|en trois mois|d’ici deux ans|au printemps|sans délai|
depuis un an|à la rentrée|en fin de mois|pour la première fois|malgré les critiques|selon nos informations|
après six mois d’essais|avec un an de retard|en toute discrétion|à titre d’essai|sous conditions|par étapes"""
_WHY = """pour réduire ses coûts|pour gagner du temps|afin de convaincre les élus|faute de moyens|
pour rassurer ses clients|sous la pression de ses concurrents|afin de protéger les données|pour attirer des chercheurs|
parce que la demande augmente|parce que les règles changent|pour former ses équipes|au nom de la transparence|
pour éviter une amende|afin de recruter|par souci d’économie|pour tenir ses promesses|en vue d’une cotation|
à cause d’une panne|pour traiter les dossiers en attente|afin de réduire les erreurs"""
_LINK = """En clair,|Résultat :|Dans les faits,|Pour l’instant,|Autrement dit,|De son côté,|À l’inverse,|Au passage,|
Reste que|Sur le papier,|En interne,|À terme,|Concrètement,|Selon un rapport,|D’après une enquête,|Officiellement,"""
FURNITURE = """Accueil > Actualités > Technologies. Le quotidien de l’innovation, édition du matin. Se connecter, s’abonner,
rechercher. Nous utilisons des témoins de connexion pour mesurer l’audience du site et améliorer nos services ; vous pouvez les
refuser à tout moment. À lire aussi dans nos colonnes : les dix chiffres du mois, le guide des formations, le calendrier des
salons. Recevez chaque matin notre lettre d’information dans votre boîte, désinscription en un clic. Tous droits réservés,
reproduction interdite sans accord écrit de la rédaction."""


def _choices(table: str) -> list[str]:
    return [choice.strip() for choice in table.replace("\n", " ").split("|")]


_TABLES = {name: _choices(table) for name, table in (
    ("who", _WHO), ("whose", _WHOSE), ("does", _DOES), ("what", _WHAT), ("kind", _KIND), ("when", _WHEN), ("why", _WHY),
    ("link", _LINK),
)}  # fmt: skip
_SHAPES = (
    "{who} {whose} {does} {what} {kind} {when}, {why}.",
    "{when}, {who} {whose} {does} {what} {why}.",
    "{link} {who} {does} {what}, et {who} {whose} {does} {what} {kind}.",
    "{link} {figure} % des équipes {does_not} {what} {why}.",
    "{what} {kind} coûte {figure} millions d’euros à {who} {whose} {when}.",
    "{who} compte {figure} salariés, {who} {whose} en compte {figure} {when}.",
    "Pour {who} {whose}, {what} {kind} vaut mieux que {what} {kind}.",
)


def seeded(seed: int) -> random.Random:
    """Make a generator that gives the same articles on every machine."""
    return random.Random(seed)  # noqa: S311 - a corpus, not a secret


def article(rng: random.Random, paragraphs: int = 0) -> str:
    """Write an article of 120 to 700 words in paragraphs, from a vocabulary that all articles share."""
    return "\n\n".join(
        " ".join(_sentence(rng) for _ in range(rng.randint(2, 5))) for _ in range(paragraphs or rng.randint(4, 11))
    )


def _sentence(rng: random.Random) -> str:
    out = rng.choice(_SHAPES)
    while "{" in out:
        name = out[out.index("{") + 1 : out.index("}")]
        value = (
            str(rng.randint(2, 980)) if name == "figure"
            else f"n’ont pas {rng.choice(('voulu', 'testé', 'reçu', 'vu'))}" if name == "does_not"
            else rng.choice(_TABLES[name])
        )  # fmt: skip
        out = out.replace(f"{{{name}}}", value, 1)
    return out[0].upper() + out[1:]


def with_furniture(text: str, rng: random.Random) -> str:
    """Put a site's head and foot around the text."""
    cut = rng.randint(20, 60)
    furniture = FURNITURE.split()
    return f"{' '.join(furniture[:cut])}\n\n{text}\n\n{' '.join(furniture[cut:])}"


def edited(text: str, rng: random.Random, share: float) -> str:
    """Replace, drop or double so many of the words."""
    vocabulary = " ".join(choice for table in _TABLES.values() for choice in table).split()
    out: list[str] = []
    for word in text.split(" "):
        if rng.random() >= share:
            out.append(word)
            continue
        how = rng.randrange(3)
        out.extend([[rng.choice(vocabulary)], [], [word, rng.choice(vocabulary)]][how])
    return " ".join(out)


def teaser(text: str, _rng: random.Random) -> str:
    """Keep the first 30 % of the words."""
    words = text.split()
    return " ".join(words[: round(len(words) * 0.3)]) + "…"


def shuffled(text: str, rng: random.Random) -> str:
    """Put the paragraphs in another order."""
    parts = text.split("\n\n")
    return "\n\n".join(rng.sample(parts, len(parts)))
