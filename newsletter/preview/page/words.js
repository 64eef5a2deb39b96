// The words of the desk in French and English.

const FR = {
  "view.issue": "Numéro", "view.issues": "Numéros", "view.seeds": "Sources", "view.inbox": "Arrivées",
  "frame.desktop": "Ordinateur", "frame.phone": "Téléphone", "frame.dark": "Sombre", "frame.images": "Sans images",
  "frame.styles": "Sans styles", "frame.text": "Texte", "frame.web": "Web", "frame.source": "Fichier",
  "frame.before": "Avant", "frame.after": "Après",
  "status.draft": "brouillon", "status.ready": "prêt", "status.broken": "illisible",
  frames: "Vues", zoom: "Zoom", "zoom.in": "Agrandir", "zoom.out": "Réduire", "zoom.reset": "Taille normale",
  size: "Poids du courriel", clipped: "Gmail coupe à {limit} Ko", hash: "SHA-256 du courriel, le même que celui de la construction",
  findings: "Remarques", "findings.none": "Rien à signaler.", outline: "Plan", selection: "Passage", evidence: "Preuves",
  "selection.none": "Cliquez un paragraphe, ou parcourez-les avec j et k : ses lignes dans le fichier s’affichent ici.",
  edit: "Modifier", save: "Enregistrer", cancel: "Annuler", "open.editor": "Ouvrir dans l’éditeur", saved: "Enregistré.",
  "edit.label": "Texte, en Markdown", "move.up": "Monter", "move.down": "Descendre", "set.ready": "Marquer prêt", "set.draft": "Repasser en brouillon",
  conflict: "Le fichier a changé entre-temps : rien n’a été écrit.", "conflict.mine": "Le vôtre", "conflict.theirs": "Celui du fichier",
  "conflict.keep": "Écrire le mien", "conflict.take": "Garder celui du fichier", "conflict.gone": "(ce passage n’existe plus)",
  "changed.here": "Ce passage vient de changer dans le fichier.",
  stale: "Le fichier contient une erreur : voici le dernier rendu sans erreur.", never: "Ce numéro n’a pas encore pu être rendu.",
  gone: "Ce fichier n’existe plus. Voici son dernier rendu.", renamed: "Le fichier s’appelle désormais {name}.",
  connected: "En direct", lost: "Serveur arrêté : reconnexion…", again: "Reconnecté : le serveur a redémarré.", fixed: "Lecture seule",
  "issues.title": "Numéros", "issues.none": "Pas encore de numéro.",
  "issues.start": "Créez un fichier dans issues/, par exemple issues/{date}-premier.yaml, avec ces lignes. La page s’ouvrira d’elle-même.",
  number: "N°", date: "Date", title: "Titre", state: "État", due: "Parution", filter: "Filtrer", copy: "Copier",
  "due.late": "en retard", "due.past": "passée", "due.none": "sans heure",
  "seeds.title": "Sources", "seeds.none": "Pas encore de source épinglée dans seeds/.", source: "Source", used: "Citée dans", "why.topic": "vos sujets : {value}", "why.site": "site cité {value} fois", words: "mots",
  keys: "Touches", language: "English", theme: "Clair ou sombre", "theme.auto": "Auto", "theme.light": "Clair", "theme.dark": "Sombre",
  editor: "Éditeur", close: "Fermer", next: "Numéro suivant", previous: "Numéro précédent", issue: "Numéro affiché",
  error: "erreur", warning: "avertissement", info: "note", line: "ligne", lines: "lignes", side: "Autour du texte", kb: "Ko",
  "key.help": "cette aide", "key.frames": "montrer ou cacher une vue", "key.zoom": "agrandir, réduire, taille normale", "key.pieces": "paragraphe suivant, précédent",
  "key.findings": "remarque suivante, précédente", "key.edit": "modifier le passage", "key.open": "ouvrir dans l’éditeur", "key.lines": "ses lignes dans le fichier",
  "key.issue": "numéro précédent, suivant", "key.views": "numéro, numéros, sources, arrivées", "key.move": "monter, descendre dans le plan", "key.status": "brouillon ou prêt",
  "key.save": "enregistrer, annuler", "key.scroll": "faire défiler la vue",
  "before.same": "Ce numéro n’a pas changé depuis {rev}.", "before.new": "Ce numéro n’existait pas dans {rev}.", against: "Comparé à {rev}", changed: "modifié",
  "inbox.none": "Rien ici.", "inbox.picked": "épinglé :", "inbox.begin": "Commencer un numéro avec {count} source{s}",
  "key.inbox": "arrivées : lire, épingler, reprendre",
  "block.hook": "Accroche", "block.comment": "Commentaire de la semaine", "block.sponsor": "Partenaire", "block.poll": "Sondage", "block.links": "En bref", "block.ps": "PS",
  traced: "attesté", waived: "dispensé", computed: "calculé", untraced: "sans preuve", "evidence.none": "Aucun chiffre ni citation.",
};
const EN = {
  "view.issue": "Issue", "view.issues": "Issues", "view.seeds": "Seeds", "view.inbox": "Inbox",
  "frame.desktop": "Desktop", "frame.phone": "Phone", "frame.dark": "Dark", "frame.images": "No images",
  "frame.styles": "No styles", "frame.text": "Text", "frame.web": "Web", "frame.source": "File",
  "frame.before": "Before", "frame.after": "After",
  "status.draft": "draft", "status.ready": "ready", "status.broken": "unreadable",
  frames: "Frames", zoom: "Zoom", "zoom.in": "Larger", "zoom.out": "Smaller", "zoom.reset": "Normal size",
  size: "Size of the mail", clipped: "Gmail clips at {limit} KB", hash: "SHA-256 of the mail, the same as the build’s",
  findings: "Findings", "findings.none": "Nothing to report.", outline: "Outline", selection: "Passage", evidence: "Evidence",
  "selection.none": "Click a paragraph, or walk through them with j and k: its lines in the file appear here.",
  edit: "Edit", save: "Save", cancel: "Cancel", "open.editor": "Open in the editor", saved: "Saved.",
  "edit.label": "Text, in Markdown", "move.up": "Move up", "move.down": "Move down", "set.ready": "Mark ready", "set.draft": "Back to draft",
  conflict: "The file changed meanwhile: nothing was written.", "conflict.mine": "Yours", "conflict.theirs": "The file’s",
  "conflict.keep": "Write mine", "conflict.take": "Keep the file’s", "conflict.gone": "(this passage is gone)",
  "changed.here": "This passage has just changed in the file.",
  stale: "The file has an error: this is the last good render.", never: "This issue could not be rendered yet.",
  gone: "This file is gone. This is its last render.", renamed: "The file is now called {name}.",
  connected: "Live", lost: "Server stopped: reconnecting…", again: "Connected again: the server was restarted.", fixed: "Read only",
  "issues.title": "Issues", "issues.none": "No issue yet.",
  "issues.start": "Make a file in issues/, for example issues/{date}-first.yaml, with these lines. It opens here by itself.",
  number: "No.", date: "Date", title: "Title", state: "State", due: "Due", filter: "Filter", copy: "Copy",
  "due.late": "overdue", "due.past": "past", "due.none": "no time",
  "seeds.title": "Seeds", "seeds.none": "No seed is pinned in seeds/ yet.", source: "Source", used: "Cited in", "why.topic": "your topics: {value}", "why.site": "site cited {value} times", words: "words",
  keys: "Keys", language: "Français", theme: "Light or dark", "theme.auto": "Auto", "theme.light": "Light", "theme.dark": "Dark",
  editor: "Editor", close: "Close", next: "Next issue", previous: "Previous issue", issue: "Issue shown",
  error: "error", warning: "warning", info: "note", line: "line", lines: "lines", side: "Around the text", kb: "KB",
  "key.help": "this help", "key.frames": "show or hide a frame", "key.zoom": "larger, smaller, normal size", "key.pieces": "next, previous paragraph",
  "key.findings": "next, previous finding", "key.edit": "edit the passage", "key.open": "open in the editor", "key.lines": "its lines in the file",
  "key.issue": "previous, next issue", "key.views": "issue, issues, seeds, inbox", "key.move": "move up, down in the outline", "key.status": "draft or ready",
  "key.save": "save, cancel", "key.scroll": "scroll the frame",
  "before.same": "This issue has not changed since {rev}.", "before.new": "This issue was not there in {rev}.", against: "Compared with {rev}", changed: "changed",
  "inbox.none": "Nothing here.", "inbox.picked": "picked:", "inbox.begin": "Start an issue from {count} seed{s}",
  "key.inbox": "inbox: read, pick, take back",
  "block.hook": "Hook", "block.comment": "Comment of the week", "block.sponsor": "Sponsor", "block.poll": "Poll", "block.links": "Links", "block.ps": "PS",
  traced: "traced", waived: "waived", computed: "computed", untraced: "untraced", "evidence.none": "No figure and no quotation.",
};
const ALL = { fr: FR, en: EN };
let spoken = "fr";

export function speak(language) {
  spoken = ALL[language] ? language : "en";
  document.documentElement.lang = spoken;
}

export const language = () => spoken;

// What the desk says of a thing, in the page's language: the server sends its French beside the English.
export const inLanguage = (one) => (spoken === "fr" && one.fr ? { ...one, ...one.fr } : one);

export function t(key, values = {}) {
  return (ALL[spoken][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
