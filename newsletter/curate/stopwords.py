"""Words that say which language a text is in, and nothing about its subject. Folded: no accents, no capitals."""

from __future__ import annotations

from typing import Final

_FR = """
a ai aie ainsi alors apres as au aucun aucune aura aurait aussi autre autres aux avaient avais avait avant avec avoir
avons ayant beaucoup bien c car ce ceci cela celle celles celui cependant certains ces cet cette ceux chaque chez ci
comme comment contre d dans de deja depuis des deux devait devra dit dix doit doivent donc dont du durant elle elles
en encore enfin entre es est et etaient etait etant ete etre eu eux fait faire faut fera font grace hors ici il ils j
jamais je jusqu jusque l la laquelle le lequel les lesquels leur leurs lors lorsque lui m ma mais malgre me meme memes
mes moi moins mon n ne ni non nos notre nous on ont or ou par parce parfois parmi pas pendant peu peut peuvent plus
plusieurs plutot pour pourquoi pourrait pourtant pouvait presque pris puis qu quand que quel quelle quelles quelque
quelques quels qui quoi rien s sa sans se selon sera serait seront ses seulement si sinon soit son sont sous souvent
suis sur surtout t ta tandis tant te tel telle telles tels tes toi ton toujours tous tout toute toutefois toutes tres
trop tu un une vers voici voila vont vos votre vous vu y
"""
_EN = """
a about above after again against all already also although always am among an and another any are around as at away
be because been before being below between both but by can cannot could d did do does doing don down during each
either else even ever every few for from further get gets got had has have having he hence her here hers him his how
however i if in into is it its itself just least less ll made make many may me might more most much must my near never
no nor not now of off often on once one only or other others our out over own per rather re s said same say says she
should since so some still such t than that the their theirs them then there these they this those though through thus
to too toward under until up upon us ve very was we well were what when where whether which while who whom whose why
will with within without would yet you your
"""
_DE = """
ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da damit
dann das dass dein dem den denn der des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine
einem einen einer eines er es etwas euch fur gegen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen
ihr ihre ihren im in ins ist ja jede jedem jeden jeder jedoch jetzt kann kein keine keinen konnen konnte lasst machen
man mehr mein mich mir mit muss nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinen seit sich sie
sind so soll sondern sonst uber um und uns unser unter viel vom von vor wahrend war waren warum was weil welche wenn
wer werde werden wie wieder will wir wird wo wurde wurden zu zum zur zwar zwischen
"""
_ES = """
a al algo algunas algunos ante antes aqui asi aun aunque bajo bien cada casi como con contra cual cuando de del desde
donde dos durante e el ella ellas ellos en entre era eran es esa ese eso esta estaba estaban estan estar este esto
estos fue fueron ha habia han hace hacer hacia han hasta hay la las le les lo los mas me mi mientras mismo mucho muy
nada ni no nos nosotros nuestra nuestro o os otra otro otros para pero poco por porque puede pueden pues que quien se
sea segun ser si sido sin sobre solo son su sus tambien tan tanto te tenia tiene tienen todo todos tras tres tu un una
uno unos y ya yo
"""
_IT = """
a abbiamo ad ai al alla alle allo anche ancora avere aveva avevano c che chi ci come con contro cosa cosi cui da dagli
dai dal dalla dalle dei del della delle dello dentro degli di dopo dove due e ed era erano essere fa fra fu gia gli ha
hanno ho i il in io l la le lei li lo loro lui ma mentre mi mio molto ne negli nei nel nella nelle nello no noi non
nostro o ogni oltre per perche piu poco poi prima proprio puo quale quando quanto quasi quella quelle quelli quello
questa queste questi questo qui se sempre senza si sia siamo sono sotto sta stata stati stato su sua sugli sui sul
sulla sulle suo suoi tra tutti tutto un una uno verso vi
"""

STOP_WORDS: Final[dict[str, frozenset[str]]] = {
    "fr": frozenset(_FR.split()),
    "en": frozenset(_EN.split()),
    "de": frozenset(_DE.split()),
    "es": frozenset(_ES.split()),
    "it": frozenset(_IT.split()),
}
