// SPDX-License-Identifier: Apache-2.0
// The style sheet of the summary page: paper and ink by day, dim by night, no network.
#pragma once

namespace patron::cli {

inline constexpr const char* kPageStyle = R"(
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1d2429;--soft:#5c6870;
--line:#e4e2db;--grid:#ecebe5;--accent:#0f6b6b;--accent2:#7fb8b3;--warm:#c8761a;
--grey:#a9b0b4;--b0:#0f6b6b;--b1:#d9a441;--b2:#cf6b2d;--b3:#9c2f3f;--bad:#9c2f3f}
@media (prefers-color-scheme:dark){:root{--paper:#12171a;--card:#1a2125;--ink:#e6eaec;
--soft:#98a4ab;--line:#2a3338;--grid:#252e33;--accent:#54bdb5;--accent2:#2f7a76;
--warm:#e29a48;--grey:#5d686e;--b0:#4bb3ab;--b1:#d9b053;--b2:#e0854a;--b3:#d9606f;
--bad:#ec7f8c}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,
"Segoe UI",Roboto,"Helvetica Neue","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",
"Noto Sans SC",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 24px 56px}
header{border-bottom:2px solid var(--ink);padding-bottom:14px;margin-bottom:26px;
display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-end;
gap:8px 24px}
h1{font-size:30px;line-height:1.15;letter-spacing:-.01em;margin:0;font-weight:680}
header p{margin:0;color:var(--soft)} header strong{color:var(--ink)}
h2{font-size:17px;margin:0 0 2px;font-weight:650}
.note{color:var(--soft);font-size:13px;margin:0 0 12px;max-width:74ch}
.tiles{display:flex;flex-wrap:wrap;gap:1px;
background:var(--line);border:1px solid var(--line);border-radius:10px;overflow:hidden;
margin-bottom:22px}
.tile{flex:1 1 148px;background:var(--card);padding:14px 16px}
.tile b{display:block;font-size:25px;line-height:1.2;font-weight:650}
.tile span{color:var(--soft);font-size:13px}
.tile small{display:block;color:var(--soft);font-size:12px}
.tile.bad b{color:var(--bad)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(480px,100%),1fr));
gap:22px;grid-auto-flow:dense}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;
padding:20px 22px;min-width:0} section.wide{grid-column:1/-1}
.score{display:flex;align-items:baseline;gap:10px;margin:2px 0 8px;flex-wrap:wrap}
.score b{font-size:32px;font-weight:680;letter-spacing:-.02em;line-height:1.1}
.score span{color:var(--soft);font-size:13px}
svg{display:block;width:100%;height:auto;overflow:visible;margin-top:4px}
svg text{font:12px system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",
sans-serif;fill:var(--soft);font-variant-numeric:tabular-nums}
svg .mid{text-anchor:middle} svg .end{text-anchor:end} svg .small{font-size:9.5px}
svg .name{fill:var(--ink);font-size:13.5px} svg .figure{fill:var(--ink);font-size:13px}
svg .year{font-weight:600} svg .n{font-size:10.5px}
.grid{stroke:var(--grid)} .zero{stroke:var(--soft)} .now{stroke:var(--ink);
stroke-dasharray:3 3} .trend{fill:none;stroke:var(--accent2);stroke-width:1.5}
.whisker{stroke:var(--accent);stroke-width:2;stroke-linecap:round}
.dot{fill:var(--accent);stroke:var(--card);stroke-width:1.5}
.hollow{fill:var(--card);stroke:var(--grey);stroke-width:1.5;stroke-dasharray:2 2}
.band0{fill:var(--b0)} .band1{fill:var(--b1)} .band2{fill:var(--b2)}
.band3{fill:var(--b3)}
.unscored,.expired{fill:var(--grey)} .issued{fill:var(--accent)} .spent{fill:var(--warm)}
.expiring{fill:none;stroke:var(--grey);stroke-width:1.4;stroke-dasharray:3 2}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;color:var(--soft);
margin:0 0 6px;padding:0;list-style:none}
.legend i{display:inline-block;width:11px;height:11px;border-radius:2px;margin-right:6px}
.legend .dash{border:1.4px dashed var(--grey)}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:12.5px}
th,td{padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.number,th.number{text-align:right} tr:last-child td{border-bottom:0}
.late{color:var(--bad);font-weight:600} .scroll{overflow-x:auto}
details{margin-top:10px;font-size:13px} summary{cursor:pointer;color:var(--soft)}
footer{color:var(--soft);font-size:12.5px;margin-top:26px}
@media print{main{padding:0}section,.tiles{break-inside:avoid}}
)";

}  // namespace patron::cli
