// Render MJML with npm's reference implementation: a JSON list of sources in, a JSON list of HTML out.
import { readFileSync, writeSync } from "node:fs";
import mjml2html from "mjml";

const sources = JSON.parse(readFileSync(0, "utf8"));
const pages = await Promise.all(sources.map((source) => mjml2html(source, { fonts: {}, validationLevel: "strict" })));
writeSync(1, JSON.stringify(pages.map(({ html }) => html)));
