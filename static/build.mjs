// Makes static/build/ from the sources beside it and from the npm packages. Nothing in it is committed.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import * as sass from "sass";

const root = fileURLToPath(new URL("..", import.meta.url));
const build = join(root, "static", "build");
const modules = join(root, "node_modules");

rmSync(build, { recursive: true, force: true });
mkdirSync(join(build, "fonts"), { recursive: true });

const { css } = sass.compile(join(root, "static", "styles", "app.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(build, "app.css"), css);

cpSync(
  join(modules, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js"),
  join(build, "govuk-frontend.min.js"),
);
cpSync(
  join(modules, "@fontsource-variable", "public-sans", "files", "public-sans-latin-wght-normal.woff2"),
  join(build, "fonts", "public-sans.woff2"),
);
cpSync(join(modules, "@fontsource-variable", "public-sans", "LICENSE"), join(build, "fonts", "LICENSE"));
