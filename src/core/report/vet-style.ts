// How the page of a vetting looks, in light and in dark. Every colour of text has a contrast of at least 4.5 to what is behind it.
export const VET_STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--back:#fff;--card:#f6f8fa;--line:#d0d7de;--good:#116329;--warn:#7d4e00;--bad:#a40e26}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#a8b3bd;--back:#0d1117;--card:#161b22;--line:#3d444d;--good:#56d364;--warn:#e3b341;--bad:#ff8a84}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem 4rem;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.3;overflow-wrap:anywhere}
h2{margin:2.5rem 0 .75rem;padding-bottom:.3rem;border-bottom:1px solid var(--line);font-size:1.25rem}
h3{margin:1.25rem 0 .4rem;font-size:1rem}
p{margin:.4rem 0}
ul,ol{margin:.4rem 0;padding-left:1.4rem}
code{font:.875em/1.45 ui-monospace,monospace;unicode-bidi:isolate;direction:ltr;overflow-wrap:anywhere;white-space:pre-wrap}
pre{margin:.3rem 0 .6rem;padding:.5rem .75rem;border-left:3px solid var(--line);background:var(--back)}
.kind{margin:0;color:var(--soft);font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}
.verdict{padding:.75rem 1rem;border:1px solid;border-left-width:.5rem;border-radius:.4rem;background:var(--card)}
.verdict strong{display:block;font-size:1.2rem;text-transform:capitalize}
.malicious,.critical,.high{color:var(--bad)}
.suspicious,.incomplete,.medium{color:var(--warn)}
.no-finding{color:var(--good)}
.low,.info{color:var(--soft)}
dl{display:grid;gap:.35rem;margin:1rem 0 0}
dl div{display:grid;grid-template-columns:7rem 1fr;gap:.75rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.counts{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}
.badge{display:inline-block;padding:.05rem .5rem;border:1px solid;border-radius:1rem;font-size:.8rem;font-weight:600}
.finding{margin:1rem 0;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.4rem;background:var(--card)}
.finding h3{margin:0 0 .4rem;overflow-wrap:anywhere}
small,.ids,footer{color:var(--soft);font-size:.875rem;font-weight:400}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse}
th,td{padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th{color:var(--soft);font-size:.875rem}
tbody th{white-space:nowrap}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line)}
@media (max-width:36rem){dl div{grid-template-columns:1fr;gap:0}}
@media print{body{max-width:none}}
`
