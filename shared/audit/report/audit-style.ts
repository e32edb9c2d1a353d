import { PAGE_STYLE } from '../../report/page-style.ts'

/** What the page of an audit has besides the style of all pages. */
export const AUDIT_STYLE = `${PAGE_STYLE}
.passed { color: var(--good); } .findings, .unknown { color: var(--warn); } .integrity { color: var(--bad); }
.not-applicable { color: var(--muted); }
.claim { margin: .25rem 0 .5rem; color: var(--muted); }
.evidence { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .35rem 1.5rem; margin: .75rem 0 1rem; }
.evidence > div { justify-content: flex-start; }
.evidence dd { white-space: normal; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
section { margin-top: 2rem; padding-top: .25rem; border-top: 1px solid var(--line); }
section h2 { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: .35rem .75rem; align-items: baseline; }
h2 .state { font-size: .8rem; }
td { max-width: 40rem; overflow-wrap: anywhere; }
td, section th { padding-right: 1.25rem; }
section tbody th { white-space: normal; overflow-wrap: anywhere; max-width: 26rem; }
.controls { width: 100%; }
.controls td, .controls th { padding-right: 1rem; }
.word { font-weight: 600; white-space: nowrap; }
.trend { display: block; }
.bar-passed { fill: var(--good); } .bar-failed { fill: url(#hatch); } .bar-unknown { fill: var(--deleted); }
.bar-not-applicable { fill: var(--unchanged); }
@media print { section { break-inside: auto; } .evidence, .controls { break-inside: avoid; } }
`
