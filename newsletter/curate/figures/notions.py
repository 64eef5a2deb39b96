"""What is counted in the news, in French and English: one notion a line, named by its first word."""

PEOPLE = """
person personne gens individu people human humain homme femme man woman men women
worker salarié employé collaborateur travailleur employee staff ouvrier effectif headcount
user utilisateur internaute usager
customer client consommateur consumer acheteur buyer
subscriber abonné adhérent member membre
developer développeur programmeur programmer coder
researcher chercheur scientifique scientist researcher
engineer ingénieur
expert spécialiste specialist
inhabitant habitant résident resident
student étudiant élève pupil
teacher enseignant professeur
patient malade
doctor médecin physician
citizen citoyen
voter électeur
reader lecteur
visitor visiteur
player joueur
artist artiste musicien musician
author auteur écrivain writer
victim victime mort décès death
respondent répondant sondé participant
executive dirigeant cadre manager patron leader
investor investisseur actionnaire shareholder
family famille household ménage foyer
child enfant children kid
passenger passager
driver chauffeur conducteur
lawyer avocat
judge juge
minister ministre
lawmaker député sénateur senator
journalist journaliste
soldier soldat
volunteer bénévole volontaire
annotator annotateur
moderator modérateur
contractor prestataire
candidate candidat
signatory signataire
injured blessé wounded
"""
THINGS = """
product produit
company entreprise société firm firme business compagnie
startup start
job emploi poste position role
country pays nation état state
city ville cité
region région
site website
building bâtiment usine factory plant
center centre datacenter
server serveur
chip puce processeur processor gpu
model modèle
parameter paramètre
token jeton
agent
robot
vehicle véhicule voiture car
question
answer réponse response
request requête query
message courriel email mail
document
page
word mot
book livre
image photo picture
video vidéo film movie
song chanson morceau titre track
line ligne
task tâche
test essai trial
study étude
article paper publication
hypothesis hypothèse hypotheses
project projet
contract contrat
complaint plainte lawsuit
case cas dossier affaire
law loi
patent brevet
application app appli
language langue
share action
store magasin boutique shop
school école université university
hospital hôpital
bank banque
download téléchargement
visit visite
error erreur mistake
vulnerability faille vulnérabilité flaw
attack attaque
account compte
device appareil terminal
phone téléphone smartphone
satellite
mission
cycle
step étape
team équipe
sector secteur
partner partenaire
market marché
branch agence bureau office
vote voix
meeting réunion
award prix prize
version
layer couche
benchmark
layoff licenciement
copy exemplaire
court tribunal
seat siège
flight vol
ship navire bateau
screen écran
game jeu
node nœud
card carte
order commande
ticket billet
view vue
click clic
citation
signature
chapter chapitre
barrel baril
"""
