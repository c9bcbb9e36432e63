/// How the documentation page looks: light and dark, narrow and wide.
enum DocsStyle {
  static let css = """
    :root{color-scheme:light dark;--ink:light-dark(#1b1f24,#e6e8eb);--soft:light-dark(#57606a,#9aa4af);--line:light-dark(#d8dee4,#30363d);
    --paper:light-dark(#fff,#0f1318);--field:light-dark(#f5f7f9,#171c22);--link:light-dark(#0b5cad,#79b8ff);
    --get:light-dark(#0a6b3d,#56d391);--post:light-dark(#8a4b00,#ffb454);--put:light-dark(#5b3da6,#b9a1ff);--delete:light-dark(#a4202a,#ff8080)}
    *{box-sizing:border-box}html{scroll-padding-top:1rem}
    body{margin:0;font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper);display:grid;grid-template-columns:19rem minmax(0,1fr)}
    a{color:var(--link)}a:focus-visible,summary:focus-visible,pre:focus-visible,.wide:focus-visible,nav:focus-visible{outline:2px solid var(--link);outline-offset:2px}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem;z-index:1}
    nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.25rem;border-right:1px solid var(--line);font-size:.86rem;background:var(--field)}
    .brand{font-weight:700;font-size:1.05rem;margin:.2rem 0 1rem}.chapter{margin:1rem 0 .25rem;font-weight:600}
    nav ul{list-style:none;margin:0;padding:0}nav li a{display:flex;gap:.5rem;text-decoration:none;color:inherit;padding:.12rem 0;overflow-wrap:anywhere}nav li a:hover{text-decoration:underline}
    b.GET,b.POST,b.PUT,b.DELETE{font:600 .72rem/1.6 ui-monospace,monospace;min-width:3.1rem;display:inline-block}
    b.GET{color:var(--get)}b.POST{color:var(--post)}b.PUT{color:var(--put)}b.DELETE{color:var(--delete)}
    main{padding:1.5rem clamp(1rem,4vw,3.5rem) 6rem;max-width:62rem}
    h1{font-size:1.9rem;line-height:1.2;margin:.3rem 0 1rem}h2{margin:3rem 0 .3rem;font-size:1.4rem}
    article{border-top:1px solid var(--line);padding:1.1rem 0 .6rem;margin-top:1.4rem}article:target{border-top:3px solid var(--link)}
    h3{margin:0;font-size:1.02rem;overflow-wrap:anywhere}h3 b{font-size:.85rem!important}h4{margin:1rem 0 .3rem;font-size:.84rem;color:var(--soft);font-weight:600}
    .roles{color:var(--soft);font-size:.85rem}
    .summary{font-weight:600;margin:.3rem 0}p{margin:.4rem 0 .7rem}
    code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.9em}pre{background:var(--field);border:1px solid var(--line);border-radius:6px;padding:.8rem;overflow:auto;margin:.4rem 0;white-space:pre}
    .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line);font-weight:400}thead th{color:var(--soft);font-size:.8rem}
    em{font-style:normal;font-size:.75rem;color:var(--post)}small{color:var(--soft)}summary{cursor:pointer;color:var(--link);font-size:.9rem}
    dl{margin:.4rem 0 .4rem .2rem;padding-left:.9rem;border-left:2px solid var(--line);font-size:.9rem}dt{margin-top:.4rem}dd{margin:0 0 0 .2rem;color:var(--soft)}
    @media(max-width:52rem){body{display:block}nav{position:static;height:auto;max-height:45vh;border-right:0;border-bottom:1px solid var(--line)}}
    """
}
