"""What the furniture of pages says, in French and English: patterns for folded lines without symbols at their ends.

One alternative to a line; every repetition is bounded, so that a line costs the same however it is made.
"""

from __future__ import annotations

import re
from typing import Final

from newsletter.ingest.plaintext_lines import Reason

_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|instagram|youtube|tiktok|reddit|pinterest|mastodon|bluesky|"
    r"threads|flipboard|messenger|discord|slack|e-?mail|rss)"
)
_PAGE = r"(?:cet article|l'article|cette page|this(?: article| story| post| page)?|the article)"


def _any(alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(line.strip() for line in alternatives.strip().splitlines()))


PATTERNS: Final = {
    Reason.TAGS: _any(r"""
        (?:tags?|etiquettes?|mots[- ]cles|keywords|filed under|posted in|classe dans)(?: ?:.{0,300})?
        (?:#[\w-]{2,40}[ ,]{0,2}){2,20}
    """),
    Reason.COPYRIGHT: _any(r"""
        (?:toute )?reproduction\b.{0,40}\binterdite.{0,100}
        .{0,60}\b(?:may not|cannot) be (?:republished|reproduced|copied|redistributed)\b.{0,100}
        (?:copyright )?(?:©|\(c\)).{0,300}
        copyright (?:\d{4}|by).{0,200}
        .{0,150}(?:tous droits reserves|all rights reserved|reproduction interdite).{0,150}
    """),
    Reason.COOKIES: _any(r"""
        (?:ce contenu|this content)\b.{0,40}\b(?:bloque|blocked)\b.{0,120}
        (?:nous|notre|ce)(?: \w{1,12}){0,3} utilis\w{1,3}(?: \w{1,12}){0,3} (?:cookies|traceurs)\b.{0,300}
        (?:we|our|this)(?: \w{1,12}){0,4} use[sd]?(?: \w{1,12}){0,3} cookies\b.{0,300}
        (?:tout )?(?:accepter|refuser)(?: tout| et fermer| les cookies)?
        continuer sans accepter|j'accepte
        (?:parametrer|personnaliser|gerer)(?: mes| les| vos)? (?:cookies|choix|preferences)
        (?:accept|reject|allow)(?: all)?(?: cookies)?
        manage (?:cookies|preferences|consent)
        cookie (?:settings|policy|preferences)
        politique (?:de|des|relative aux) cookies
        (?:en poursuivant votre navigation|by continuing to (?:use|browse)).{0,250}
    """),
    Reason.POPUP: _any(r"""
        (?:telecharger|telechargez|download|get)(?: l'| notre | the | our )app(?:lication)?\b.{0,40}
        (?:disponible|available) (?:sur|on)\b.{0,30}\b(?:app store|google play)\b.{0,30}
        fermer|close
        besoin d'(?:un|une) (?:conseil|devis|aide|audit).{0,80}
        laissez(?:-| )(?:nous )?vos coordonnees.{0,120}
        (?:on|nous) vous (?:recontact|rappel)\w{1,5}.{0,60}
        demandez (?:un|votre|une) (?:devis|demo).{0,60}
        contactez[- ]nous.{0,60}
        (?:get|request) (?:a|your) (?:free )?(?:quote|demo|consultation).{0,60}
        need (?:advice|help|a quote)\b.{0,60}
        leave (?:us )?your (?:details|number|e-?mail).{0,80}
        we(?:'ll| will) (?:call|get back to) you.{0,60}
        prendre rendez-vous|book a (?:call|demo)
        telechargez (?:gratuitement )?notre.{0,80}
    """),
    Reason.SHARE: _any(rf"""
        share full article|partagez|mettre en favori
        ajouter (?:en|comme) (?:favori|source)\b.{{0,30}}|add us as .{{0,40}}
        (?:envoyer|enregistrer|offrir|sauvegarder|telecharger|email|gift|give|download|post|like)(?: {_PAGE}.{{0,30}})
        envoyer (?:par|a)\b.{{0,30}}|(?:save for|read) later|(?:a )?lire plus tard
        (?:suivre|follow) (?:ce|cette|cet|this|the|l')(?: ?\w{{1,12}}){{1,2}}
        (?:cet article|ce contenu|this article|this story) (?:vous a|was|est)(?:-\w{{1,3}})? .{{0,60}}\?.{{0,40}}
        did you (?:like|enjoy|find) (?:this|the)\b.{{0,80}}
        (?:listen|ecouter|ecoutez|audio|podcast)\b.{{0,20}}\d{{1,2}}:\d\d.{{0,10}}
        \d{{1,2}}:\d\d(?: ?/ ?\d{{1,2}}:\d\d)?
        (?:partage[rz]|share)(?: {_PAGE})?(?: ?:| (?:sur|on|via|par|to|with)(?: .{{0,60}})?)?
        (?:imprimer|print|enregistrer|save|envoyer|send|tweeter|tweet|bookmark)(?: {_PAGE}.{{0,30}})?
        ajouter (?:a vos (?:selections|favoris)|aux favoris)|add to (?:favou?rites|bookmarks|reading list)
        \d[\d.,]{{0,6}} ?[km]?|[\d.,]{{1,6}} ?[km]? (?:followers|abonnes)
        copier le lien|copy(?: the)? link|lien copie|link copied
        (?:{_NETWORK}[ ,|/·•-]{{0,3}}){{1,12}}
        \d{{1,6}} (?:partages?|shares?|likes?|vues?|views?|j'aime)
    """),
    Reason.ORIGINAL: _any(r"""
        (?:voir|lire|view|read|see)(?: the| l'| la )? ?(?:article )?(?:original|source)(?: \w{1,12})?
        see translation|voir la traduction
        (?:traduit automatiquement|machine translated).{0,80}
        (?:originally published|publie initialement|article initialement publie)\b.{0,120}
    """),
    Reason.DISCLAIMER: _any(r"""
        (?:avertissement|clause de non[- ]responsabilite|disclaimer)(?: ?:.{0,1400})?
        mentions? legales? ?:.{0,1400}
        .{0,120}\bne (?:constitue|saurait constituer|constituent)\b.{0,60}(?:conseil|recommandation|incitation).{0,600}
        .{0,200}\bfor (?:informational|educational|general information) purposes.{0,600}
        .{0,200}\bnot (?:constitute |be considered |intended as )?(?:financial|investment|legal|medical) advice.{0,600}
        (?:les (?:propos|opinions|avis)|the (?:views|opinions)) exprime?e?s?(?:sed)?\b.{0,400}
    """),
    Reason.COMMUNITY: _any(rf"""
        (?:rejoignez|join) (?:notre|nos|our)\b.{{0,30}}\b(?:communaute|community|forum)\b.{{0,120}}
        (?:rejoignez|rejoins|join)\b.{{0,40}}\b(?:discord|telegram|slack|communaute|community|whatsapp)\b.{{0,60}}
        (?:rejoignez|rejoins|join)\b.{{0,40}}\b(?:groupe|group|forum)\b.{{0,60}}
        (?:suivez|suis|follow|retrouvez)\b.{{0,40}}\b(?:chaine|channel|reseaux sociaux|social media)\b.{{0,60}}
        (?:suivez|suis|follow|retrouvez)\b.{{0,40}}\bgoogle (?:news|actualites)\b.{{0,60}}
        (?:suivez|suis|follow|retrouvez)[- ](?:nous|us|moi|me|notre|our)\b.{{0,20}}\b{_NETWORK}\b.{{0,60}}
        suivez[- ]nous.{{0,40}}|follow(?: us.{{0,40}})?|suivre
        (?:bienvenue dans|welcome to)\b.{{0,40}}\b(?:communaute|community)\b.{{0,60}}
        (?:groupe|compte|chaine|canal|group|account|channel|official)\b.{{0,20}}\b{_NETWORK}\b.{{0,100}}
        {_NETWORK}(?: \w{{1,12}}){{0,2}} ?: ?(?:https?://|@).{{0,100}}
    """),
    Reason.SUBSCRIBE: _any(r"""
        .{0,40}\b(?:recevez|get)\b.{0,60}\b(?:boite (?:mail|de reception)|inbox)\b.{0,40}
        (?:deja|rejoignez|join)(?: plus de| over| the)? [\d ,.]{1,9}(?:inscrits|abonnes|lecteurs|readers)\b.{0,60}
        (?:vos donnees|your data|we process your)\b.{0,200}
        (?:recevez|recevoir|get|receive) (?:nos|les|our|the)\b.{0,20}\b(?:alertes?|alerts?|notifications?)\b.{0,30}
        (?:activer|activez|enable|turn on|allow)(?: les| the)? (?:alertes?|alerts?|notifications?).{0,20}
        s'abonner\b.{0,40}|subscribe\b.{0,20}
        by (?:signing|subscribing|clicking|submitting)\b.{0,300}
        en (?:vous (?:inscrivant|abonnant)|cliquant|validant)\b.{0,300}
        vous pouvez (?:a tout moment )?vous (?:desinscrire|desabonner)\b.{0,80}
        you (?:can|may) (?:at any time )?unsubscribe\b.{0,80}
        (?:connectez|identifiez)[- ]vous\b.{0,60}|(?:log|sign) in (?:to|or)\b.{0,60}
        faites un don\b.{0,60}|make a donation\b.{0,60}|(?:soutenez|support)[- ](?:nous|us)\b.{0,60}
        (?:abonnez|inscrivez)[- ]vous\b.{0,60}|je m'(?:abonne|inscris)\b.{0,60}
        subscribe(?: (?:now|here|to|for)\b.{0,80})?|sign up(?: (?:now|here|to|for)\b.{0,80})?
        (?:abonnez|inscrivez)[- ]vous\b.{0,80}\b(?:newsletters?|infolettre|lettre d'information)\b.{0,100}
        (?:recevez|get)\b.{0,80}\b(?:newsletters?|infolettre|lettre d'information)\b.{0,100}
        (?:recevez|get)\b.{0,80}\b(?:e-?mails?|boite mail|inbox)\b.{0,100}
        s'abonner(?: maintenant| ici)?
        newsletter|(?:votre|your|adresse) (?:adresse )?e-?mail(?: address)?|s'inscrire
        deja abonne.{0,40}|already (?:a subscriber|subscribed|a member).{0,40}
        (?:thanks|thank you) for reading\b.{0,100}|merci (?:de m'avoir lu|d'avoir lu|de votre lecture)\b.{0,100}
        (?:se desinscrire|desinscription|unsubscribe).{0,60}
        (?:article reserve|reserve) aux abonnes.{0,40}|il vous reste .{0,40} a lire.{0,40}
        (?:soutenez|support) (?:notre|nos|our|us|independent)\b.{0,80}|(?:faire un don|donate)(?: now)?
    """),
    Reason.NAVIGATION: _any(r"""
        (?:vous etes ici|you are here)\b.{0,100}|(?:creer un|create an|ouvrir un|open an) (?:compte|account)
        (?:lire|ouvrir|read|open|view) (?:dans|in) (?:l'|the |our )?app(?:lication)?
        sommaire|table (?:of contents|des matieres)
        (?:agrandir|reduire) (?:le texte|la police)|(?:larger|smaller) text|listen|ecouter|ok|non merci|no thanks
        (?:donnees personnelles|credits|archives?|cookies|rss|vie privee|accessibility|newsroom|our team|l'equipe)
        (?:ouvrir|fermer|afficher|masquer)(?: le| la)? (?:menu|navigation|recherche)
        (?:open|close|toggle|show|hide)(?: the)? (?:menu|navigation|search)
        (?:menu|navigation) (?:principale?|secondaire)|main (?:menu|navigation)|mon (?:profil|espace)
        my (?:profile|feed)
        (?:rechercher|search) (?:sur|dans|un|une|on|the|this|for)\b.{0,30}
        newsletters|podcasts?|videos?|en direct|direct|live|a la une|une|actualites?|actu|dossiers?|top stories
        latest(?: news)?
        politique|economie|societe|culture|sciences?|sante|tech(?:nologies?|nology)?|numerique|monde|international
        planete
        environnement|sports?|medias?|entreprises?|emploi|education|intelligence artificielle|ia|finance
        innovation|idees
        business|economy|politics|world|health|artificial intelligence|ai|startups?|security|climate|media
        markets?|money
        qui sommes[- ]nous|nous contacter|contact us|advertise(?: with us)?|annonceurs|(?:nos )?partenaires|jobs
        recrutement
        do not sell\b.{0,60}|(?:gestion|gerer|parametres) (?:des |les )?cookies|your privacy choices
        accessibilite\b.{0,30}
        haut de (?:la )?page|top of page
        (?:aller|passer|acceder)(?: directement)? (?:au|a la) (?:contenu|navigation|menu|recherche)(?: principale?)?
        (?:skip|jump) to(?: main| the)? (?:content|navigation|menu|search)
        (?:retour|back)(?: (?:au|a l'|a la|en|to)(?: the)?)? ?(?:haut(?: de (?:la )?page)?|accueil|top|liste|home)
        menu|accueil|home|recherche(?:r)?|search|connexion|se connecter|log ?in|sign in|mon compte|my account|contact
        a propos(?: de nous)?|about(?: us)?|mentions legales|legal notice|politique de confidentialite|privacy policy
        enquete|reportage|analyse|decryptage|tribune|editorial|chronique|opinion|entretien|portrait|analysis|feature
        help|status|careers|privacy|terms|press|aide|faq|carrieres|presse|top highlight|open in app
        cg[uv]|conditions (?:generales|d'utilisation).{0,40}|terms (?:of (?:use|service)|and conditions)
        plan du site|sitemap
        (?:article )?(?:precedent|suivant)(?: ?:.{0,150})?|(?:previous|next)(?: (?:article|post|story))?(?: ?:.{0,150})?
        lire la suite|read more|voir plus|(?:show|see|load) more|en savoir plus
        (?:ecouter|listen to) (?:cet|l'|this|the) ?article.{0,20}
        [^>›|]{1,40}(?: ?[>›] ?[^>›|]{1,80}){1,6}
        [^|\d]{1,30}(?:\|[^|\d]{1,30}){2,12}
    """),
    Reason.READING_TIME: _any(r"""
        temps de lecture .{0,20} ?: ?\d{1,3} ?mi?n\w{0,6}
        (?:temps de lecture|duree de lecture|reading time)(?: \w{1,12})? ?:? ?(?:environ )?\d{1,3} ?mi?n\w{0,6}.{0,10}
        (?:temps de lecture|lecture|(?:estimated )?reading time) ?:? ?(?:environ |about |~)?\d{1,3} ?mi?n\w{0,6}.{0,10}
        \d{1,3} ?(?:mn|min|minutes?)(?: (?:de lecture|read|to read))?
    """),
    Reason.ADVERTISEMENT: _any(r"""
        (?:passer|fermer|skip|close)(?: la| cette| l'| the| this)? ?(?:publicite|annonce|ad|advertisement)
        contenus? (?:sponsorises?|partenaires?)|(?:partner|paid) content
        publicite|advertisement|sponsored(?: content)?|contenu sponsorise
        la suite apres (?:la|cette) publicite
        article continues (?:below|after).{0,40}|scroll to continue.{0,40}
    """),
    Reason.RELATED: _any(r"""
        pour aller plus loin|poursuivez votre lecture|keep reading|further reading|notre selection|editors' picks
        read (?:next|more)(?: ?:.{0,200})?|more on (?:this|the)\b.{0,40}|more by .{0,40}|more in .{0,40}
        (?:nos|les|articles?)(?: articles| contenus)?(?: les)? plus (?:lus|partages|commentes|populaires|recents)
        (?:voir |lire )?(?:tous|toutes) (?:ses|les|nos|leurs) (?:articles|actualites|publications)\b.{0,40}
        (?:see |view |read |browse )?all (?:articles|stories|posts|news)\b.{0,40}
        (?:voir|show|see) (?:plus|more)\b.{0,20}
        (?:(?:a )?(?:lire|voir) (?:aussi|egalement)|also read|read also|see also)(?: ?:.{0,200})?
        sur le meme (?:sujet|theme)|dans la meme rubrique|a decouvrir(?: aussi)?
        articles? (?:similaires?|lies?|recents?|connexes?)|related(?: (?:articles?|stories|posts?|reading))?
        vous (?:aimerez|pourriez) (?:aussi|aimer|egalement).{0,30}|you (?:may|might) also like
        more stories|more from .{0,40}|recommended(?: for you)?|trending(?: now)?
        les plus lus|most (?:read|popular)
    """),
    Reason.COMMENTS: _any(r"""
        .{0,40}(?:qu'en pensez-vous|what do you think)\b.{0,80}|(?:trier par|sort by)\b.{0,30}
        \d{1,4} (?:reactions?|reponses?|replies|reply)|repondre|reply|(?:voir|view) (?:les )?(?:reponses|replies)
        join the (?:conversation|discussion)|(?:participez|participer) (?:a la|au) (?:discussion|debat)
        (?:signaler|corriger)(?: une?| cette)? (?:erreur|faute|coquille)\b.{0,30}
        (?:report|suggest)(?: an?)? (?:error|typo|mistake|correction)\b.{0,30}
        (?:une information|un temoignage|have a|got a)\b.{0,30}(?:transmettre|tip|story)\b.{0,80}
        (?:\d{1,5} |aucun |laisser un |ajouter un |les |voir les )?commentaires?(?: \(?\d{1,5}\)?)?
        (?:\d{1,5} |no |add a |leave a |post a )?comments?(?: \(?\d{1,5}\)?)?
        leave a reply|reagir(?: a cet article)?|donnez votre avis
        (?:votre adresse e-?mail ne sera pas|your e-?mail address will not be) publi.{0,80}
        (?:soyez le premier a|be the first to) (?:commenter|reagir|comment).{0,40}
    """),
    Reason.CREDIT: _any(r"""
        (?:image|photo|illustration)s? (?:generee?s?|par|by|created|made)\b.{0,60}|ai[- ]generated (?:image|picture)
        source (?:de l')?(?:image|photo)s? ?:.{0,60}|(?:image|photo)s? (?:by|credit|source|via)\b ?:?.{0,60}
        (?:credits?(?: photos?| images?)?|photos?|illustration|image|photo credit) ?:.{0,60}
    """),
    Reason.AUTHOR: _any(r"""
        (?:a propos de l'auteure?|about the author)(?: ?:.{0,400})?
        written by \w.{0,60}
    """),
}
POINTER: Final = _any(r"""
    (?:(?:a )?lire (?:aussi|egalement)|also read|read also) ?[:|].{0,200}
""")
