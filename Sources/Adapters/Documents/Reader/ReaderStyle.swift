/// What the reader's pages need beyond the style of every page.
enum ReaderStyle {
  static let css: StaticString = """
    .panel .open{color:var(--panel-muted);margin-block-end:.35rem}
    .act{display:inline-block;background:#fff;color:#0c3f31!important;font-weight:650;text-decoration:none;border-radius:.7rem;
    padding:.6rem 1.2rem;margin-block-start:1.1rem}
    .act:hover{text-decoration:underline}
    .act:focus-visible{outline-color:#fff}
    .way{margin-block-start:1.25rem;font-size:.9375rem}
    .way ul{display:flex;flex-wrap:wrap;gap:.5rem}
    .way a{display:inline-block;border:1px solid var(--rule);background:var(--raised);border-radius:2rem;padding:.4rem .95rem;
    text-decoration:none;color:var(--ink)}
    .way a:hover{border-color:var(--accent);color:var(--accent)}
    .notices{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr))}
    .notices li{background:var(--tint);border-radius:var(--round);padding:1rem 1.2rem;border-inline-start:4px solid var(--accent)}
    .notices h3{margin-block-end:.25rem}
    .notices p+p{margin-block-start:.4rem}
    .groups>li{border-block-start:1px solid var(--rule)}
    .groups>li:last-child{border-block-end:1px solid var(--rule)}
    .groups summary,.groups .far{display:grid;grid-template-columns:1rem minmax(0,1fr) auto;gap:.1rem .6rem;align-items:baseline;padding-block:.85rem;
    font-size:1rem;color:var(--ink);text-decoration:none;border-radius:4px}
    .groups .far::before{content:"";inline-size:.4rem;block-size:.4rem;border:solid var(--accent);border-width:1.5px 1.5px 0 0;
    transform:rotate(45deg);margin-inline:.15rem .2rem}
    .groups summary::before{border-color:var(--accent)}
    .groups .who{font-weight:600}
    .groups summary:hover,.groups .far:hover{text-decoration:none}
    .groups summary:hover .who,.groups .far:hover .who{text-decoration:underline;text-underline-offset:.2em}
    .groups .sub2{grid-column:2;color:var(--muted);font-size:.8125rem}
    .groups .part{grid-column:2/-1;block-size:.3rem;border-radius:.15rem;background:var(--s5);overflow:hidden;margin-block-start:.3rem;display:block;
    print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .groups .part i{display:block;block-size:100%;background:var(--s2);print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .groups table{margin:0 0 1.1rem 1.6rem;inline-size:calc(100% - 1.6rem);font-size:.9375rem}
    .list .meta{margin-block-start:.1rem}
    .owner{margin-block:2rem .25rem}
    .bills .used{fill:var(--s3);print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .bills .most{fill:var(--s1)}
    .bills .grid{stroke:var(--rule)}.bills .base{stroke:var(--strong-rule)}
    .bills text{fill:var(--muted);font:400 11px var(--sans)}.bills .peak{fill:var(--ink);font-weight:600}
    .bills svg{display:block;inline-size:100%;block-size:auto;overflow:visible}
    .bills{margin-block-end:1.25rem}
    .past th,.past td{padding-block:.5rem}
    @media(min-width:46rem){.past .meta:not(.narrow){display:inline;margin-inline-start:.75rem}.past td .meta{display:inline-block;min-inline-size:6.5rem}}
    .tag{display:inline-block;border-radius:1rem;padding:0 .6rem;font-size:.8125rem;background:var(--tint);color:var(--ink)}
    .tag.late{background:var(--warn-tint);color:var(--warn)}
    .qr{display:flex;flex-wrap:wrap;gap:1rem 1.5rem;align-items:center;margin-block-start:1.5rem}
    .qr svg{inline-size:9.5rem;block-size:9.5rem;flex:none;border-radius:.6rem;background:#fff}
    .qr figcaption{color:var(--muted);font-size:.875rem;flex:1 1 11rem;max-inline-size:20rem}
    .keep li{padding-block:.35rem}
    .ask{margin-block-start:1rem}
    .ask a{font-weight:600}
    .note{color:var(--muted);font-size:.875rem;margin-block-start:3rem;max-inline-size:44rem}
    .amount{font-size:clamp(1.9rem,1.4rem + 3vw,2.75rem);font-weight:640;letter-spacing:-.025em;margin-block-start:.6rem}
    .events.long{font-size:.875rem}.events.long td,.events.long th{padding-block:.4rem}
    @media(max-width:38rem){.groups table{margin-inline-start:0;inline-size:100%}}
    @media print{.way,.act,.ask{display:none}.groups details:not([open]){display:block}.bills svg{max-inline-size:22rem}
    .panel .act{display:none}.qr{break-inside:avoid}}
    """
}
