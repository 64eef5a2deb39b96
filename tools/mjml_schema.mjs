// Write the facts of MJML (components, attributes with their types, nesting, colour names) as JSON.
// The lint reads them from newsletter/render/mjml_schema.json. To make that file again:
//
//   npm ci --prefix tests/node
//   node tools/mjml_schema.mjs > newsletter/render/mjml_schema.json
import { createRequire } from "node:module";

const packages = createRequire(new URL("../tests/node/package.json", import.meta.url));
const { components, dependencies } = packages("mjml-preset-core");
const colors = packages("mjml-core/lib/types/helpers/colors.js");

/** The tags that may stand inside `tag`; "*" stands for any (npm writes that as a regular expression). */
const children = (tag) => (dependencies[tag] ?? []).map((child) => (typeof child === "string" ? child : "*")).sort();

const facts = components.map(({ componentName, endingTag = false, allowedAttributes = {} }) => [
  componentName,
  { attributes: allowedAttributes, children: children(componentName), ending: Boolean(endingTag) },
]);

const schema = {
  mjml: packages("mjml/package.json").version,
  root: children("mjml"),
  components: Object.fromEntries(facts.sort(([a], [b]) => (a < b ? -1 : 1))),
  colors: (colors.default ?? colors).toSorted(),
};
process.stdout.write(`${JSON.stringify(schema, null, 1)}\n`);
