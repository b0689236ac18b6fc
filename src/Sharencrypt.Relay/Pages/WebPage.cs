using System.Reflection;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Sharencrypt.Relay.Pages;

/// <summary>
/// The page, as it was built into this program: every file whole in memory, with what a browser is told about it. A
/// program that was built without the page tells people about the command line instead.
/// </summary>
internal sealed class WebPage
{
    private const string ResourcePrefix = "page/";
    private const string Index = "index.html";
    private const string HashedFolder = "assets/";

    // Its name holds a hash of its content: it never changes.
    private const string CacheForEver = "public, max-age=31536000, immutable";
    private const string AskEachTime = "no-cache";

    // A page may talk to any relay: its codes name them. All else is its own.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' http: https: ws: wss:; "
        + "worker-src 'self'; manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Encoding, string Extension)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    private readonly Dictionary<string, PageFile> _files = new(StringComparer.Ordinal);

    /// <summary>Reads what is built into this assembly.</summary>
    public WebPage()
    {
        var types = new FileExtensionContentTypeProvider { Mappings = { [".webmanifest"] = "application/manifest+json" } };
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(name => !Array.Exists(Encodings, encoding => name.EndsWith(encoding.Extension, StringComparison.Ordinal))))
        {
            var path = name[ResourcePrefix.Length..];
            var encoded = Encodings.Where(encoding => names.Contains(name + encoding.Extension))
                .ToDictionary(encoding => encoding.Encoding, encoding => Read(assembly, name + encoding.Extension), StringComparer.Ordinal);
            var type = types.TryGetContentType(path, out var known) ? known : "application/octet-stream";
            _files.Add(path, PageFile.Of(Read(assembly, name), encoded, IsText(type) ? $"{type}; charset=utf-8" : type));
        }
    }

    /// <summary>Whether the page is in this program.</summary>
    public bool IsThere => _files.ContainsKey(Index);

    /// <summary><c>GET</c> and <c>HEAD</c> of any path that is nobody else's.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value?.TrimStart('/') ?? "";
        if (!_files.TryGetValue(path.Length == 0 ? Index : path, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.CacheControl = path.StartsWith(HashedFolder, StringComparison.Ordinal) ? CacheForEver : AskEachTime;
        headers.Vary = HeaderNames.AcceptEncoding;
        return file.AnswerAsync(context);
    }

    private static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is "application/javascript" or "application/json" or "application/manifest+json" or "image/svg+xml";

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} was listed.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
