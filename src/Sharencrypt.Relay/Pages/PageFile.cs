using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Sharencrypt.Relay.Pages;

/// <summary>One file of the page, plain and as it was compressed when the page was built.</summary>
internal sealed class PageFile
{
    private readonly byte[] _plain;
    private readonly Dictionary<string, byte[]> _encoded;
    private readonly string _type;
    private readonly string _hash;

    private PageFile(byte[] plain, Dictionary<string, byte[]> encoded, string type)
    {
        (_plain, _encoded, _type) = (plain, encoded, type);
        _hash = Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 16));
    }

    /// <param name="plain">Its bytes.</param>
    /// <param name="encoded">The same compressed, by content coding, the best one first.</param>
    /// <param name="type">Its media type.</param>
    public static PageFile Of(byte[] plain, Dictionary<string, byte[]> encoded, string type) => new(plain, encoded, type);

    /// <summary>Answers with the coding that the client takes, or that it has it already (RFC 9110 section 13.1.2).</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var accepted = StringWithQualityHeaderValue.TryParseList(context.Request.Headers.AcceptEncoding, out var list) ? list : [];
        var coding = _encoded.Keys.FirstOrDefault(name => accepted.Any(value => value.Quality is not 0 && value.Value.Equals(name, StringComparison.OrdinalIgnoreCase)));
        var (response, tag) = (context.Response, $"\"{_hash}{coding}\"");
        response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.ToString() == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = coding is null ? _plain : _encoded[coding];
        response.ContentType = _type;
        response.ContentLength = body.Length;
        if (coding is not null)
        {
            response.Headers.ContentEncoding = coding;
        }

        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
    }
}
