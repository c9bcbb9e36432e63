/// The one style sheet of every page. Sizes follow the reader's font size, sides are logical (`inline-start`), and
/// colours exist twice: for light and for dark. Contrast is at least 4.5 to 1 for text in both.
enum StyleSheet {
  static let css: StaticString = """
    :root{color-scheme:light dark;
    --paper:#fbfbf9;--raised:#fff;--tint:#f0f4f1;--ink:#16211c;--muted:#566760;--rule:#dde4df;--strong-rule:#b9c5be;
    --accent:#0d6a4e;--panel:#0c3f31;--panel-ink:#fff;--panel-muted:#b9d8cb;--panel-rule:#ffffff2e;
    --warn:#8a4b00;--warn-tint:#fdf3e2;--warn-rule:#e9c98f;
    --s1:#0d6a4e;--s2:#3f9b78;--s3:#86c4a8;--s4:#b9ddcb;--s5:#d5e3da;--s6:#9aaea4;--s7:#6c7f76;--s8:#c9d3cd;
    --round:.75rem;
    --sans:"Inter","Inter Variable","SF Pro Text","Segoe UI Variable Text","Segoe UI",Roboto,"Noto Sans","Apple SD Gothic Neo",\
    "Malgun Gothic","Noto Sans KR","Noto Sans CJK KR",system-ui,sans-serif;
    --mono:ui-monospace,"SF Mono","Cascadia Mono","Roboto Mono","DejaVu Sans Mono",monospace}
    @media(prefers-color-scheme:dark){:root{
    --paper:#0f1513;--raised:#161e1a;--tint:#1a2420;--ink:#e8efeb;--muted:#9cafa5;--rule:#28332e;--strong-rule:#42524a;
    --accent:#78d5b0;--panel:#123f32;--panel-ink:#f3faf6;--panel-muted:#a9cfbf;--panel-rule:#ffffff26;
    --warn:#f2c279;--warn-tint:#2a2114;--warn-rule:#5f4a24;
    --s1:#78d5b0;--s2:#4aa583;--s3:#2f7459;--s4:#225443;--s5:#3a4a43;--s6:#64766d;--s7:#91a299;--s8:#4d5b54}}
    *,*::before,*::after{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);font:400 1rem/1.55 var(--sans);
    font-variant-numeric:tabular-nums lining-nums;-webkit-font-smoothing:antialiased;overflow-wrap:break-word}
    :lang(ko) body,body:lang(ko){word-break:keep-all;overflow-wrap:anywhere}
    h1,h2,h3,p,dl,dd,ul,table,figure{margin:0;padding:0}
    ul{list-style:none}
    a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
    a:hover{text-decoration-thickness:2px}
    :focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:4px}
    .vh{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .skip{position:absolute;inset-inline-start:1rem;inset-block-start:-4rem;background:var(--raised);padding:.6rem 1rem;
    border-radius:var(--round);z-index:1}
    .skip:focus{inset-block-start:1rem}
    .bar,main,.foot{max-inline-size:62rem;margin-inline:auto;padding-inline:clamp(1rem,4vw,2.5rem)}
    .bar{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;padding-block:1.25rem;font-size:.875rem}
    .brand{font-weight:650;letter-spacing:-.01em;font-size:1.0625rem;margin-inline-end:auto}
    .bar ul{display:flex;flex-wrap:wrap;gap:.25rem 1.125rem}
    .bar a{color:var(--muted);text-decoration:none;display:inline-block;padding-block:.3rem}
    .bar a:hover{color:var(--accent);text-decoration:underline}
    .bar [aria-current]{color:var(--ink);font-weight:600}
    main{padding-block:clamp(.5rem,2vw,1.5rem) 4rem}
    h1{font-size:clamp(1.625rem,1.2rem + 2vw,2.375rem);line-height:1.15;letter-spacing:-.022em;font-weight:680}
    h1 .kind{color:var(--muted);font-weight:450}
    h2{font-size:1.25rem;line-height:1.3;letter-spacing:-.012em;font-weight:650;margin-block-end:1rem}
    h3{font-size:1rem;font-weight:650}
    .sub{color:var(--muted);margin-block-start:.4rem}
    section{margin-block-start:clamp(2.25rem,5vw,3.5rem)}
    .muted,.meta,.hint{color:var(--muted)}
    .meta{font-size:.8125rem;display:block;font-weight:400}
    .hint{font-size:.9375rem;margin-block:-.5rem 1rem;max-inline-size:44rem}
    .code{font-family:var(--mono);font-size:.92em;overflow-wrap:anywhere}
    .banner{background:var(--warn-tint);border:1px solid var(--warn-rule);border-radius:var(--round);padding:.9rem 1.1rem;
    margin-block-end:1.5rem}
    .banner>p{font-weight:650;color:var(--warn)}
    .banner li{margin-block-start:.3rem}
    .tax-code{inline-size:36mm;margin-block-end:1.5rem;font-size:.6875rem;line-height:1.4;break-inside:avoid}
    .tax-code svg{display:block;inline-size:36mm;block-size:36mm;background:#fff}
    .tax-code figcaption,.tax-code p:last-child{font-weight:650}
    .evidence{color:var(--muted)}
    .panel{background:var(--panel);color:var(--panel-ink);border-radius:1.25rem;padding:clamp(1.4rem,4vw,2.5rem);
    margin-block-start:clamp(1.25rem,3vw,2rem);display:grid;gap:2rem;grid-template-columns:minmax(0,1fr);
    print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .panel .label{color:var(--panel-muted);font-size:.9375rem}
    .panel .sum{font-size:clamp(2.5rem,1.5rem + 6.2vw,4.5rem);line-height:1.08;letter-spacing:-.035em;font-weight:640;
    margin-block:.15rem .5rem;white-space:nowrap}
    .panel .sum.long{font-size:clamp(1.5rem,1rem + 4.2vw,3.5rem)}
    .panel .when{font-size:1.0625rem}
    .panel dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.5rem 1.25rem;align-content:end;font-size:.9375rem;
    border-block-start:1px solid var(--panel-rule);padding-block-start:1.25rem}
    .panel a{color:inherit}
    .panel dt{color:var(--panel-muted)}
    .panel dd{text-align:end}
    .get{margin-block-start:1rem;font-size:.9375rem}
    .parties{display:grid;gap:1.75rem 3rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr))}
    .parties h2{font-size:.8125rem;font-weight:500;color:var(--muted);letter-spacing:0;margin-block-end:.35rem}
    .parties .who{font-weight:650}
    .two{display:grid;gap:0 3.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,23rem),1fr));align-items:start}
    table{border-collapse:collapse;inline-size:100%}
    caption{text-align:start}
    th{font-weight:inherit;text-align:start}
    th,td{vertical-align:top;padding:.6rem 0}
    td+td,th+td,th+th,td+th{padding-inline-start:1rem}
    thead th{color:var(--muted);font-size:.8125rem;padding-block:0 .5rem;vertical-align:bottom}
    .n{text-align:end;white-space:nowrap}
    .n .meta{white-space:normal}
    .n,.sum,.when,dd,time{unicode-bidi:isolate}
    tbody tr{border-block-start:1px solid var(--rule)}
    tfoot tr{border-block-start:1px solid var(--strong-rule)}
    tfoot .grand{font-weight:680;font-size:1.125rem}
    tfoot tr+tr{border-block-start-color:var(--rule)}
    .ledger th,.ledger td{padding-block:.55rem}
    .lead{font-size:1.0625rem;margin-block:-.25rem 1rem;max-inline-size:34rem}
    .mix{display:block;inline-size:100%;block-size:.875rem;border-radius:.4375rem;margin-block-end:1rem;
    print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .sw{display:inline-block;inline-size:.7rem;block-size:.7rem;border-radius:.2rem;margin-inline-end:.6rem;
    print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .s1{fill:var(--s1);background:var(--s1)}.s2{fill:var(--s2);background:var(--s2)}.s3{fill:var(--s3);background:var(--s3)}
    .s4{fill:var(--s4);background:var(--s4)}.s5{fill:var(--s5);background:var(--s5)}.s6{fill:var(--s6);background:var(--s6)}
    .s7{fill:var(--s7);background:var(--s7)}.s8{fill:var(--s8);background:var(--s8)}
    .user{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.25rem 1.5rem;align-items:end;
    margin-block:2.5rem .75rem;padding-block-end:.5rem;border-block-end:2px solid var(--accent)}
    .user p{font-weight:650}
    .lines{font-size:.9375rem}
    .lines .group th,.lines .group td{padding-block:1.35rem .55rem;font-weight:650}
    .lines .group .meta{display:inline-block;margin-inline-start:.6rem}
    .lines thead+tbody .group th,.lines thead+tbody .group td{padding-block-start:.8rem}
    .lines .line th,.lines .line td{padding-block-end:.1rem}
    .lines>tbody>.fold{border:0}
    .lines>tbody>.fold>td{padding-block:0 .5rem}
    .under{display:flex;flex-wrap:wrap;align-items:center;gap:0 1rem}
    .under details{flex:0 1 auto;min-inline-size:0}.under details[open]{flex-basis:100%}
    .lines .no{color:var(--muted);inline-size:2.25rem;font-size:.8125rem;padding-block-start:.7rem}
    .lines .title{font-weight:500}
    .lines .small{display:none}
    details>summary{cursor:pointer;color:var(--accent);font-size:.8125rem;list-style:none;display:inline-flex;gap:.4rem;
    align-items:center;padding-block:.3rem;border-radius:4px}
    summary::-webkit-details-marker{display:none}
    summary::before{content:"";inline-size:.4rem;block-size:.4rem;border:solid currentColor;border-width:0 1.5px 1.5px 0;
    transform:translateY(-.12rem) rotate(45deg);margin-inline:.15rem .2rem;flex:none}
    details[open]>summary::before{transform:translateY(.08rem) rotate(225deg)}
    summary:hover{text-decoration:underline;text-underline-offset:.2em}
    summary .muted{font-variant-numeric:tabular-nums}
    .why{background:var(--tint);border-radius:var(--round);padding:.9rem 1.1rem 1rem;margin-block:.35rem .75rem;
    font-size:.875rem;line-height:1.5;print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .why .facts{color:var(--muted);margin-block-end:.5rem}
    .why th,.why td{padding-block:.4rem}
    .why tbody tr{border-color:var(--rule)}
    .why tbody tr:first-child{border-block-start:0}
    .why tfoot{font-weight:650}
    .why tfoot .soft{font-weight:400}
    .why h4{font-size:.875rem;font-weight:650;margin:1.1rem 0 .3rem}
    .calc{display:block;color:var(--muted);overflow-wrap:anywhere}
    .gauge{margin-block-end:1.25rem}
    .track{display:flex;block-size:.75rem;border-radius:.375rem;overflow:hidden;background:var(--s5);margin-block-start:.4rem;
    print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .wrong{color:var(--warn);font-weight:650}
    .events{font-size:.8125rem}
    .events th,.events td{padding-block:.25rem}
    .charts{display:grid;gap:2.25rem 2.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,16.5rem),1fr))}
    .charts figcaption{margin-block-end:.6rem}
    .charts svg{display:block;inline-size:100%;block-size:auto;overflow:visible}
    .charts .used{fill:var(--s2);print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .charts .most{fill:var(--s1)}
    .charts .grid{stroke:var(--rule);stroke-width:1}
    .charts .base{stroke:var(--strong-rule);stroke-width:1}
    .charts text{fill:var(--muted);font:400 10.5px var(--sans)}
    .charts .peak{fill:var(--ink);font-weight:600}
    .delta{display:block}.bars{inline-size:120px}td.bars{vertical-align:middle}
    .up{fill:var(--s2);print-color-adjust:exact}.down{fill:var(--warn-rule);print-color-adjust:exact}.even{fill:var(--s8);print-color-adjust:exact}
    .delta .base{stroke:var(--strong-rule);stroke-width:1}
    .charts.spread{grid-template-columns:minmax(0,1fr)}
    .apart{margin-block-start:2rem}.tiles.close{margin-block-start:.75rem}
    .affected .fold{border:0}.affected .fold td{padding-block:0 .5rem}
    .pay{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.5rem 1.5rem;font-size:.9375rem;max-inline-size:34rem}
    .pay dt{color:var(--muted)}
    .turn{display:flex;justify-content:space-between;gap:1rem;margin-block-start:3.5rem;padding-block-start:1.25rem;
    border-block-start:1px solid var(--rule)}
    .foot{color:var(--muted);font-size:.8125rem;padding-block:1.5rem 3rem;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
    .find{display:flex;flex-wrap:wrap;gap:.6rem;margin-block:1.5rem}
    .find input{font:inherit;color:inherit;background:var(--raised);border:1px solid var(--strong-rule);border-radius:.6rem;
    padding:.55rem .8rem;flex:1 1 14rem;min-inline-size:0}
    .find button{font:inherit;font-weight:600;color:var(--paper);background:var(--accent);border:0;border-radius:.6rem;
    padding:.55rem 1.2rem;cursor:pointer}
    .find a{align-self:center}
    .list td a,.list th a{font-weight:550;text-decoration:none}
    .list td a:hover,.list th a:hover{text-decoration:underline}
    .tiles{display:grid;gap:1.5rem 2rem;grid-template-columns:repeat(auto-fit,minmax(7.25rem,1fr));margin-block-start:2rem}
    .tiles dt{color:var(--muted);font-size:.875rem}
    .tiles dd{font-size:1.75rem;line-height:1.25;letter-spacing:-.02em;font-weight:620}
    .check{margin-block-start:1.5rem;padding-inline-start:1.6rem;position:relative}
    .check::before{content:"\\2713";position:absolute;inset-inline-start:0;color:var(--accent);font-weight:700}
    .check.bad::before{content:"!";color:var(--warn)}
    .narrow{display:none}
    .blank{padding-block:clamp(2rem,12vh,7rem)}
    @media(min-width:46rem){.panel{grid-template-columns:minmax(0,1.35fr) minmax(0,1fr)}
    .panel dl{border:0;padding:0}}
    @media(max-width:38rem){td+td,th+td,th+th,td+th{padding-inline-start:.75rem}.narrow{display:block}.wide,.lines .no{display:none}.lines .small{display:inline}
    .lines>tbody>.line>th,.lines>tbody>.group>th,.lines>tbody>.fold>td,.lines>thead th:first-of-type{padding-inline-start:0}
    .why{margin-inline:-.25rem;padding-inline:.85rem}}
    @media print{
    @page{size:A4;margin:15mm 14mm 17mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#566760}}
    :root{color-scheme:light;--paper:#fff;--raised:#fff;--tint:#f0f4f1;--ink:#16211c;--muted:#4c5c55;--rule:#dde4df;
    --strong-rule:#b9c5be;--accent:#0d6a4e;--panel:#0c3f31;--panel-ink:#fff;--panel-muted:#b9d8cb;--panel-rule:#ffffff2e;
    --s1:#0d6a4e;--s2:#3f9b78;--s3:#86c4a8;--s4:#b9ddcb;--s5:#d5e3da;--s6:#9aaea4;--s7:#6c7f76;--s8:#c9d3cd}
    html{font-size:9.25pt}body{line-height:1.45}
    .bar,main,.foot{max-inline-size:none;padding-inline:0}
    .bar{padding-block:0 1rem}.bar nav,.turn,.skip,.hint,.find{display:none}
    details:not([open]){display:none}
    summary{list-style:none;color:var(--muted)}summary::before{display:none}
    .panel{padding:1.5rem 1.75rem;border-radius:.9rem;grid-template-columns:1.35fr 1fr}.panel .sum{font-size:34pt}
    .panel dl{border:0;padding:0}
    .two{grid-template-columns:1fr 1fr;gap:0 2rem}
    section{margin-block-start:2rem}.charts{grid-template-columns:repeat(3,minmax(0,1fr));gap:1.5rem}.charts svg{max-inline-size:16rem}
    tr,figure,.panel,.parties,.pay{break-inside:avoid}.lines>tbody>.fold{break-inside:auto}
    .why tfoot{break-before:avoid}.group,.line{break-after:avoid}h2,h3,.user{break-after:avoid}
    thead{display:table-header-group}
    .foot{padding-block:1rem 0;border-block-start:1px solid var(--rule);margin-block-start:1.5rem}
    a{color:inherit;text-decoration:none}main{padding-block:0}}
    """
}
