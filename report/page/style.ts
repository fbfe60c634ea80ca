/** The look of the page. No address in it, and no style attributes in the page, so that its policy can forbid both. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f6; --paper: #ffffff; --ink: #1b2125; --soft: #56616a; --line: #dce1e4; --faint: #eef1f2;
  --canary: #a35200; --stable: #3f6079; --good: #17683a; --bad: #b0231c; --wait: #7a5200;
  --canary-wash: #fbf0e0; --bad-wash: #fdeceb; --good-wash: #e9f5ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1315; --paper: #171c1f; --ink: #e7eaec; --soft: #a3aeb6; --line: #313a40; --faint: #20272b;
    --canary: #f0ab45; --stable: #8db6d6; --good: #6fce94; --bad: #ff9087; --wait: #e5be6a;
    --canary-wash: #33281a; --bad-wash: #3a2220; --good-wash: #1a3024;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
main, footer { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
h1, h2, h3, p, dl, dd, figure, ol { margin: 0; padding: 0; }
h1 { overflow-wrap: anywhere; font-size: clamp(25px, 4.2vw, 36px); line-height: 1.15; letter-spacing: -0.018em; font-weight: 650; text-wrap: balance; }
h2 { font-size: 18px; line-height: 1.3; letter-spacing: -0.008em; font-weight: 650; }
h3 { font-size: 14px; font-weight: 600; }
small, .small { font-size: 13px; color: var(--soft); }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--stable); outline-offset: 2px; border-radius: 3px; }

header { padding: 30px 0 22px; }
.over { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; margin-bottom: 10px; color: var(--soft); font-size: 13px; }
.over b { color: var(--ink); font-weight: 650; }
.badge { display: inline-block; padding: 1px 9px 2px; border-radius: 99px; border: 1px solid; font-size: 13px; font-weight: 600; white-space: nowrap; }
.badge.good { color: var(--good); background: var(--good-wash); }
.badge.bad { color: var(--bad); background: var(--bad-wash); }
.badge.wait { color: var(--wait); background: var(--canary-wash); }
.lead { overflow-wrap: anywhere; margin-top: 10px; font-size: 17px; line-height: 1.45; max-width: 46em; text-wrap: pretty; }
.left { margin-top: 8px; color: var(--wait); }

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); background: var(--paper); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.facts > div { padding: 12px 14px 13px; border: 1px solid var(--line); margin: -1px 0 0 -1px; }
.facts dt { font-size: 12.5px; color: var(--soft); }
.facts dd { font-size: 19px; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; margin-top: 2px; }
.facts dd small { display: block; font-weight: 400; letter-spacing: 0; line-height: 1.35; margin-top: 3px; font-size: 12.5px; }

section { margin-top: 34px; }
section > h2 + .small { margin-top: 2px; max-width: 60em; }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; margin-top: 12px; }
.pad { padding: 14px 16px; }

.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 24px 32px; padding: 16px 18px 14px; }
.charts .wide { grid-column: 1 / -1; }
figcaption { display: flex; flex-wrap: wrap; gap: 0 16px; align-items: baseline; margin-bottom: 6px; }
figcaption h3 { margin-right: auto; }
figure { padding-left: 42px; }
figcaption { margin-left: -42px; }
h3 .small { font-weight: 400; margin-left: 4px; }
.keys .key + .key { margin-left: 14px; }
.key { font-size: 13px; color: var(--soft); white-space: nowrap; }
.key b { color: var(--ink); font-weight: 600; }
.key svg { width: 22px; height: 8px; margin-right: 5px; vertical-align: 1px; }
.chart { display: block; width: 100%; overflow: visible; }
.chart text { font-size: 11.5px; fill: var(--soft); }
.grid { stroke: var(--line); stroke-width: 1; shape-rendering: crispEdges; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.line.canary { stroke: var(--canary); }
.line.stable { stroke: var(--stable); stroke-dasharray: 5 4; stroke-width: 1.6; }
.area { fill: var(--canary-wash); }
.mark { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 2 3; }
.chart text.marked { fill: var(--bad); font-weight: 600; }
.dot { fill: var(--canary); }

table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; padding: 12px 16px 4px; font-size: 13px; color: var(--soft); }
th, td { text-align: left; vertical-align: top; padding: 8px 10px; border-top: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: 16px; }
th:last-child, td:last-child { padding-right: 16px; }
thead th { font-size: 12.5px; font-weight: 500; color: var(--soft); border-top: 0; padding-bottom: 5px; white-space: nowrap; }
tbody th { font-weight: 600; }
td.number, th.number { text-align: right; }
.when { white-space: nowrap; }
.when small { display: block; }
.scroll { overflow-x: auto; }
.meter { display: block; width: 84px; height: 5px; margin-top: 5px; border-radius: 3px; background: var(--faint); }
.meter rect { fill: var(--stable); }
.meter.full rect { fill: var(--bad); }
.said { font-weight: 600; white-space: nowrap; margin-right: 6px; }
.good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); } .info { color: var(--soft); }

details > summary { cursor: pointer; padding: 10px 16px; font-size: 14px; color: var(--soft); border-top: 1px solid var(--line); }
details > summary:hover { color: var(--ink); }
.panel > details:first-child > summary { border-top: 0; }

.views { border: 0; margin: 0; padding: 0; min-width: 0; }
.unseen, .views legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.views > input { position: absolute; opacity: 0; }
.views > label { display: inline-block; padding: 9px 14px; font-size: 14px; color: var(--soft); cursor: pointer; border-bottom: 2px solid transparent; }
.views > label:first-of-type { margin-left: 4px; }
.views > input:checked + label { color: var(--ink); font-weight: 600; border-color: var(--canary); }
.views > input:focus-visible + label { outline: 2px solid var(--stable); outline-offset: -3px; border-radius: 5px; }
.view { display: none; border-top: 1px solid var(--line); }
#view-path:checked ~ .view.path, #view-whole:checked ~ .view.whole, #view-list:checked ~ .view.list { display: block; }
.graph { overflow: auto; max-height: 82vh; padding: 18px; }
.graph svg { display: block; margin: 0 auto; }
.graph text { font-size: 12.5px; fill: var(--soft); }
.box { fill: var(--paper); stroke: var(--line); stroke-width: 1; }
.lanes { fill: var(--faint); fill-opacity: 0.55; stroke: var(--line); }
.waits { stroke-dasharray: 4 3; }
.way { fill: none; stroke: var(--line); stroke-width: 1.2; }
.tip { fill: var(--line); }
.way.taken { stroke: var(--stable); stroke-width: 1.8; }
.tip.taken { fill: var(--stable); }
.taken > .box { fill: var(--paper); stroke: var(--stable); stroke-width: 1.5; }
.taken > .lanes { fill: var(--faint); }
.graph .taken > text { fill: var(--ink); font-weight: 550; }
.graph .taken > text.times { fill: var(--soft); font-weight: 400; }
.failed > .box { fill: var(--bad-wash); stroke: var(--bad); }
.graph .failed > text { fill: var(--bad); }
.ended > .box { fill: var(--good-wash); stroke: var(--good); }
.graph .ended > text { fill: var(--good); }
.now > .box { fill: var(--canary-wash); stroke: var(--canary); stroke-width: 2; }

.story { list-style: none; font-size: 14px; }
.story li { display: grid; grid-template-columns: 66px 20px minmax(0, 210px) minmax(0, 1fr); overflow-wrap: anywhere; gap: 0 8px; padding: 6px 16px; border-top: 1px solid var(--line); }
.story li:first-child { border-top: 0; }
.story time { color: var(--soft); }
.story .state { font-weight: 550; }
.pairs { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 10px 24px; padding: 14px 16px; font-size: 14px; border-top: 1px solid var(--line); }
.pairs dt { font-size: 12.5px; color: var(--soft); }
footer { margin-top: 36px; padding-top: 14px; padding-bottom: 40px; font-size: 12.5px; color: var(--soft); max-width: 1080px; }
footer p { max-width: 72em; }

@media (max-width: 720px) {
  main, footer { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 22px; }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .charts { grid-template-columns: minmax(0, 1fr); padding: 14px; }
  .story li { grid-template-columns: 66px 18px minmax(0, 1fr); }
  .story .text { grid-column: 3; }
  .verdicts thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .verdicts tr { display: grid; grid-template-columns: 1fr auto; gap: 4px 12px; padding: 10px 14px; border-top: 1px solid var(--line); }
  .verdicts td, .verdicts td:first-child, .verdicts td:last-child { padding: 0; border: 0; }
  .verdicts td:nth-child(2) { grid-column: 1 / -1; order: 1; }
  .verdicts .when small { display: inline; margin-left: 8px; }
  .views > label { padding: 9px 10px; }
  .graph { padding: 14px 12px; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print { body { background: #fff; } .graph { max-height: none; } section { break-inside: avoid; } }
`;
