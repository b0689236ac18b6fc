namespace Sharencrypt.Relay.Pages;

/// <summary><c>GET /</c>: tells a person who comes by what this is. The text is fixed: nothing of a request is in it.</summary>
internal static class FrontPage
{
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Sharencrypt relay</title>
        <style>
          body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 12vh auto; padding: 0 1.2rem;
                 color: #1c1f24; background: #fbfbf9; }
          h1 { font-size: 1.5rem; margin-bottom: .2rem; }
          pre { background: #eef0ec; padding: .9rem 1rem; border-radius: .5rem; overflow-x: auto; }
          @media (prefers-color-scheme: dark) {
            body { color: #e6e7e3; background: #16181b; } pre { background: #23262a; }
          }
        </style>
        <h1>This is a Sharencrypt relay</h1>
        <p>It introduces two machines to each other and passes on what they send. Everything is encrypted on the sending
        machine and only the receiving one can read it: this server cannot, and it keeps nothing.</p>
        <p>To send files through it, from a command line:</p>
        <pre>sharencrypt send --relay <i>this address</i> holiday.zip</pre>
        <p>It prints a code. On the other machine:</p>
        <pre>sharencrypt receive --relay <i>this address</i> <i>the code</i></pre>
        </html>
        """;

    public static Task AnswerAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(Html);
    }
}
