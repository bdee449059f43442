/// How a report's page looks: on paper, on a phone, in the light and in the dark.
enum PageStyle {
  static var text: String {
    func variables(_ colour: (Ink) -> UInt32) -> String {
      Ink.allCases.map { "--\($0.rawValue):\(Ink.hex(colour($0)))" }.joined(separator: ";")
    }
    return """
      :root{color-scheme:light dark;\(variables(\.light))}
      @media (prefers-color-scheme:dark){:root{\(variables(\.dark))}}
      \(Ink.styles)\(rules)
      """
  }

  private static let rules = """
    *,*::before,*::after{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
    body{margin:0;background:var(--page);color:var(--text);overflow-wrap:break-word;
    font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
    header,main,footer{max-width:74rem;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}
    header{padding-top:clamp(1.5rem,5vw,3.5rem)}
    h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.4rem);line-height:1.15;margin:0;letter-spacing:-.015em}
    h2{font-size:1.35rem;line-height:1.25;margin:0 0 1rem;padding-top:1rem;
    border-top:1px solid var(--rule);letter-spacing:-.005em}
    h3{font-size:1.05rem;line-height:1.3;margin:2rem 0 .6rem}
    p,ul,ol,dl,pre{margin:0 0 1rem}
    p,li,dd{max-width:42rem}
    .lead{font-size:1.1rem;color:var(--muted);margin:.6rem 0 1.4rem}
    section{margin:0 0 3.25rem}
    a{color:var(--first);text-underline-offset:.18em;text-decoration-thickness:1px}
    a:hover{text-decoration-thickness:2px}
    :focus-visible{outline:3px solid var(--first);outline-offset:2px;border-radius:2px}
    .skip{position:absolute;left:-100vw;top:0;padding:.6rem 1rem;background:var(--surface)}
    .skip:focus{left:0;z-index:1}
    nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:0 0 2.5rem}
    nav a{display:inline-block;padding:.3rem 0}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10.5rem),1fr));
    gap:.75rem;margin:0 0 1.5rem}
    .facts div{background:var(--surface);border:1px solid var(--rule);border-radius:8px;
    padding:.75rem .9rem}
    .facts dt{color:var(--muted);font-size:.85rem;line-height:1.3}
    .facts dd{margin:.15rem 0 0;font-size:1.35rem;line-height:1.25;font-weight:600;
    font-variant-numeric:tabular-nums}
    .list{display:grid;grid-template-columns:minmax(8rem,max-content) minmax(0,1fr);gap:.3rem 1.5rem}
    .list dt{color:var(--muted)}
    .list dd{margin:0}
    code,pre,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
    font-size:.875em}
    code{overflow-wrap:anywhere}
    pre{background:var(--surface);border:1px solid var(--rule);border-radius:8px;padding:.9rem 1rem;
    overflow-x:auto;line-height:1.5}
    .scroll{overflow-x:auto;margin:0 0 1.25rem}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.94rem;line-height:1.4}
    caption{text-align:left;font-weight:600;padding:0 0 .5rem}
    th,td{text-align:left;padding:.4rem 1.1rem .4rem 0;border-bottom:1px solid var(--rule);
    vertical-align:top}
    thead th{color:var(--muted);font-weight:500;font-size:.85rem;border-bottom-color:var(--muted);
    white-space:nowrap;vertical-align:bottom}
    tbody th{font-weight:500}
    th:last-child,td:last-child{padding-right:0}
    td:last-child:not(.number){min-width:10rem}
    .number{text-align:right;white-space:nowrap}
    .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));
    gap:1rem;margin:0 0 1.5rem;align-items:start}
    figure{margin:0 0 1.25rem;background:var(--surface);border:1px solid var(--rule);
    border-radius:8px;padding:.9rem 1rem;min-width:0}
    .figures figure{margin:0;height:100%}
    figcaption{font-size:.875rem;line-height:1.45;color:var(--muted);margin-top:.5rem}
    figcaption strong{color:var(--text);display:block;font-size:.95rem}
    figure svg{display:block;width:100%;height:auto;max-width:34rem}
    figure .scroll svg{width:auto;max-width:none;margin:0 auto}
    figure .scroll{margin:0;max-height:64rem;overflow:auto}
    figure.wide,.network figure{width:fit-content;max-width:100%}
    figure.wide svg{width:auto;max-width:100%}
    figure.wide figcaption{width:0;min-width:100%}
    .beside{display:flex;flex-wrap:wrap;gap:0 4rem}
    .beside .scroll{max-width:100%}
    .network{display:grid;grid-template-columns:minmax(0,1fr);gap:1.5rem 2.5rem}
    .network>*{min-width:0}
    .pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(8rem,1fr));gap:.9rem;
    list-style:none;padding:0;margin:0 0 1.5rem}
    .pictures li{background:var(--surface);border:1px solid var(--rule);border-radius:8px;
    padding:.6rem;font-size:.85rem;line-height:1.4}
    .pictures img{display:block;width:100%;height:auto;image-rendering:pixelated;margin-bottom:.45rem;
    border-radius:3px}
    .pictures b{font-weight:600}
    .muted{color:var(--muted)}
    .matrix td,.matrix thead th+th{text-align:center;min-width:2.4rem;padding:.35rem .4rem}
    .matrix tbody th{padding-right:.7rem;white-space:nowrap;position:sticky;left:0;z-index:1;
    background:var(--page)}
    .matrix td{border:1px solid var(--rule);background:var(--surface)}
    .matrix td:last-child{min-width:2.4rem}
    .matrix td.none{color:var(--muted)}
    .matrix td.right{font-weight:600;
    background:color-mix(in srgb,var(--first) calc(var(--share)*40%),var(--surface))}
    .matrix td.wrong{
    background:color-mix(in srgb,var(--second) calc(var(--share)*40%),var(--surface))}
    details{margin:0 0 1.25rem}
    summary{cursor:pointer;padding:.35rem 0;color:var(--first);width:fit-content}
    details[open]>summary{margin-bottom:.6rem}
    footer{color:var(--muted);font-size:.875rem;padding-bottom:3rem}
    @media (min-width:64rem){.network:not(.below){
    grid-template-columns:max-content minmax(0,1fr)}}
    @media (max-width:30rem){.list{grid-template-columns:1fr;gap:0}.list dd{margin:0 0 .6rem}
    .facts{grid-template-columns:1fr 1fr}.facts dd{font-size:1.15rem}
    .pictures{grid-template-columns:repeat(auto-fill,minmax(6.25rem,1fr));gap:.6rem}
    .pictures li{padding:.45rem;font-size:.8rem}}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
    @media print{:root{color-scheme:light}nav,.skip{display:none}body{background:none;font-size:10pt}
    section{break-inside:auto}figure,.pictures li,tr{break-inside:avoid}h2,h3{break-after:avoid}
    details{display:none}figure .scroll,.scroll{overflow:visible;max-height:none}a{color:inherit}}

    """
}
