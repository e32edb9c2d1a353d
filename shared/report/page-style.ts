/** The style of the page. It names no other resource, and no element has a style of its own. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --panel: #f4f6f9; --line: #d3d9e2; --text: #1a222d; --muted: #55606f;
  --captured: #0065a8; --unchanged: #8592a2; --deleted: #b87f00; --failed: #b3261e; --failed-line: #f6c9c5;
  --good: #1a6b35; --warn: #8a5a00; --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --panel: #1b212a; --line: #36404d; --text: #e7ebf1; --muted: #a5b0be;
    --captured: #3f9be0; --unchanged: #66727f; --deleted: #f0c04a; --failed: #e5534b; --failed-line: #5c1512;
    --good: #6fcf8a; --warn: #e8b54a; --bad: #ff8a80;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 80rem;
  background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0 0 .5rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.2rem; }
p { max-width: 60rem; }
code { font: .9em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.state { display: inline-block; padding: .1rem .7rem; border: 2px solid; border-radius: 1rem; font-weight: 600; }
.succeeded { color: var(--good); } .partly { color: var(--warn); } .failed { color: var(--bad); }
dl { display: grid; gap: .5rem; margin: 1rem 0; padding: 0; }
dl > div { display: flex; flex-direction: column; justify-content: space-between; }
dt { color: var(--muted); font-size: .85rem; }
dd { margin: 0; white-space: nowrap; }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2.25rem; }
.figures { grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); }
.figures > div { padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; }
.figures dd { font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.chart { margin: 0; }
figcaption, caption { color: var(--muted); font-size: .9rem; text-align: left; padding-bottom: .4rem; }
caption { font-weight: 600; color: var(--text); white-space: nowrap; }
.patterns { position: absolute; }
.legend, .bars { list-style: none; margin: .5rem 0; padding: 0; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.legend li { display: flex; align-items: center; gap: .4rem; }
.bar { display: grid; grid-template-columns: 9rem minmax(8rem, 1fr) 21rem; gap: .75rem; align-items: center; padding: .2rem 0; }
.bar-track { display: block; background: var(--panel); outline: 1px solid var(--line); }
.track-lost { outline: 2px dashed var(--failed); }
.bar-text { font-size: .85rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
rect { stroke: var(--ground); stroke-width: 1px; }
.fill-captured { fill: var(--captured); } .fill-unchanged { fill: var(--unchanged); }
.fill-deleted { fill: var(--deleted); } .fill-failed { fill: url(#hatch); }
.hatch-ground { fill: var(--failed); stroke: none; } .hatch-line { fill: var(--failed-line); stroke: none; }
.scroll { overflow-x: auto; margin: 0 0 1.25rem; }
table { border-collapse: collapse; font-size: .875rem; }
th, td { padding: .3rem .45rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--muted); font-weight: 600; white-space: nowrap; border-bottom-width: 2px; vertical-align: bottom; }
tbody th { font-weight: 600; white-space: nowrap; }
.numeric { text-align: right; padding-left: .35rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
td code { display: inline-block; min-width: 10.5rem; }
footer { margin-top: 2.5rem; color: var(--muted); font-size: .9rem; }
@media (max-width: 46rem) {
  .bar { grid-template-columns: 1fr; gap: .1rem; padding: .4rem 0; }
  .bar-zone { font-weight: 600; }
  td code { min-width: 6rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; }
  .scroll { overflow: visible; }
  .bar, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
