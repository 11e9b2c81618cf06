/**
 * Styles of the HTML report. Steps of the heat are one hue in growing strength, blue where the tuned
 * model favours the token and orange where it avoids it; a divergent token is underlined, solid or
 * dashed in the same sense.
 */
export const htmlStyles = `
:root { color-scheme: light dark; --page: #fff; --ink: #1f2328; --faint: #59636e; --rule: #d1d9e0; --none: 130, 130, 130; --fav: 20, 105, 200; --avo: 200, 105, 0; --base: #8a3fa0; --tuned: #1469c8; }
@media (prefers-color-scheme: dark) { :root { --page: #1b1b1b; --ink: #d6d6d6; --faint: #9d9d9d; --rule: #3a3a3a; --fav: 60, 150, 240; --avo: 240, 150, 50; --base: #c586c0; --tuned: #3c96f0; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem; }
article + article { margin-top: 3rem; border-top: 1px solid var(--rule); }
h1 { font-size: 1.3rem; margin: 1rem 0 0; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
.how, .note, .legend, caption { color: var(--faint); font-size: .9rem; }
.how { margin-top: .2rem; }
.verdict { font-size: 1.1rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.9 ui-monospace, monospace; border: 1px solid var(--rule); padding: 1rem; }
.t { --hue: var(--none); border-radius: 2px; }
.fav { --hue: var(--fav); }
.avo { --hue: var(--avo); }
${[0.06, 0.1, 0.16, 0.24, 0.32, 0.42, 0.52]
  .map((strength, index) => `.s${index + 1} { background: rgba(var(--hue), ${strength}); }`)
  .join('\n')}
.div { text-decoration: underline 2px solid rgb(var(--hue)); text-underline-offset: 4px; }
.div.avo { text-decoration-style: dashed; }
.few { outline: 1px dotted var(--faint); outline-offset: -1px; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: start; padding: .3rem 0; }
th, td { text-align: start; font-weight: normal; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { color: var(--faint); }
.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.w { white-space: nowrap; }
.legend .t { color: var(--ink); }
.wide { overflow-x: auto; }
.wide + .wide { margin-top: 1rem; }
code { font: .95em ui-monospace, monospace; unicode-bidi: isolate; }
summary { cursor: pointer; margin: 1rem 0 .5rem; }
@media (forced-colors: active) { .t { border-bottom: 1px solid transparent; } }
`;
