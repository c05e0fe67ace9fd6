namespace Reliably.GitOps.Reports;

/// <summary>The style of our own pages, as people know reports from a forge, in light and dark.</summary>
public static class HtmlStyle
{
    public const string Path = "/style.css";

    public const string Css = """
        :root{--ground:#fff;--ink:#1f2328;--dim:#59636e;--rule:#d1d9e0;--soft:#f6f8fa;--link:#0969da;--warn:#9a6700;--bad:#d1242f;--good:#1a7f37}
        @media(prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#f0f6fc;--dim:#9198a1;--rule:#3d444d;--soft:#151b23;--link:#4493f8;--warn:#d29922;--bad:#f85149;--good:#3fb950}}
        *{box-sizing:border-box}
        html{background:var(--ground);color:var(--ink);font:16px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif;-webkit-text-size-adjust:100%}
        body{margin:0}
        header{border-bottom:1px solid var(--rule);background:var(--soft)}
        nav{max-width:1012px;margin:0 auto;padding:12px 24px;display:flex;gap:20px;font-size:14px}
        nav .home{font-weight:600;color:var(--ink);margin-right:auto}
        main{max-width:1012px;margin:0 auto;padding:24px 24px 64px;overflow-wrap:break-word}
        a{color:var(--link);text-decoration:none}
        a:hover{text-decoration:underline}
        a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
        h1,h2,h3{line-height:1.25;margin:24px 0 16px;font-weight:600}
        h1{font-size:28px;margin-top:8px}
        h2{font-size:21px;padding-bottom:6px;border-bottom:1px solid var(--rule)}
        h3{font-size:17px}
        p,ul,ol,table,pre,blockquote{margin:0 0 16px}
        ul,ol{padding-left:28px}
        img{max-width:100%;vertical-align:middle}
        hr{border:0;border-top:1px solid var(--rule);margin:32px 0 16px}
        hr+p{color:var(--dim);font-size:14px}
        table{border-collapse:collapse;display:block;width:max-content;max-width:100%;overflow-x:auto;font-size:14px}
        th,td{border:1px solid var(--rule);padding:7px 12px;text-align:left;vertical-align:middle}
        th{background:var(--soft);font-weight:600}
        th:empty{padding:0;border-bottom:0}
        tr:has(th:empty):not(:has(th:not(:empty))){display:none}
        tbody tr:nth-child(even){background:var(--soft)}
        code{font:85% ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;background:color-mix(in srgb,var(--dim) 16%,transparent);border-radius:6px;padding:.2em .4em;overflow-wrap:anywhere}
        pre{background:var(--soft);border:1px solid var(--rule);border-radius:6px;padding:14px 16px;overflow:auto;max-height:480px;font-size:14px;line-height:1.45}
        pre code{background:none;padding:0;font-size:13px;overflow-wrap:normal}
        blockquote{border-left:4px solid var(--warn);background:var(--soft);padding:10px 16px;border-radius:0 6px 6px 0}
        blockquote>:last-child{margin:0}
        details{border:1px solid var(--rule);border-radius:6px;padding:0 16px;margin:0 0 10px;font-size:14px}
        details[open]{padding-bottom:4px}
        summary{cursor:pointer;padding:9px 0}
        .quiet{color:var(--dim)}
        .bad{color:var(--bad)}
        .good{color:var(--good)}
        .pulse{display:inline-block;width:10px;height:10px;border-radius:50%;background:var(--good);margin-right:8px}
        @media(prefers-reduced-motion:no-preference){.pulse{animation:pulse 1.6s ease-in-out infinite}@keyframes pulse{50%{opacity:.3}}}

        """;
}
