using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;
using Sharencrypt.Protocol.Relay;
using ServerMethod = Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpMethod;
using ServerVersion = Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpVersion;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// Reads the head of a request for the connect path (RFC 9112 section 2.1) with the HTTP server's own parser. It knows only
/// the plainest form, in one piece; what it does not know may still be right, and is for the server to judge.
/// </summary>
internal sealed class RequestHead : IHttpRequestLineHandler, IHttpHeadersHandler
{
    // A usual one has a fifth of it, with the cookies of a page perhaps half.
    private const int LongestBytes = 8192;

    private static readonly HttpParser<RequestHead> Parser = new();
    private static readonly byte[] Target = Encoding.ASCII.GetBytes(RelayProtocolVersions.ConnectPath);

    private readonly HttpRequest _request;
    private bool _isPlain = true;

    private RequestHead(HttpRequest request) => _request = request;

    /// <summary>Fills a request with the method and the headers.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="request">An empty request; after a false result not to be used any more.</param>
    /// <param name="end">Where the head ends.</param>
    /// <returns>False when the head is another request's, not whole, too long or unusual in any way.</returns>
    public static bool TryRead(in ReadOnlySequence<byte> input, HttpRequest request, out SequencePosition end)
    {
        var reader = new SequenceReader<byte>(input.Slice(0, Math.Min(input.Length, LongestBytes)));
        end = input.Start;
        var head = new RequestHead(request);
        try
        {
            var isWhole = Parser.ParseRequestLine(head, ref reader) && head._isPlain && Parser.ParseHeaders(head, ref reader);
            end = reader.Position;
            return isWhole && head._isPlain && request.Headers.Host.Count == 1;
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine)
    {
        _request.Method = HttpMethods.Get;
        _isPlain = versionAndMethod is { Method: ServerMethod.Get, Version: ServerVersion.Http11 }
            && startLine[targetPath.Offset..].SequenceEqual(Target);
    }

    /// <inheritdoc/>
    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (IsPlain(name) && IsPlain(value))
        {
            _request.Headers.Append(Encoding.ASCII.GetString(name), Encoding.ASCII.GetString(value));
        }
        else
        {
            _isPlain = false;
        }
    }

    /// <inheritdoc/>
    public void OnHeadersComplete(bool endStream)
    {
    }

    // These two belong to the compressed headers of HTTP/2.
    void IHttpHeadersHandler.OnStaticIndexedHeader(int index) => _isPlain = false;

    void IHttpHeadersHandler.OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => _isPlain = false;

    private static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)' ', (byte)'~');
}
