using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>Opens connections over plain HTTP (docs/relay-protocol.md section 2.3), and tells plainly why it did not work.</summary>
internal sealed class HttpConnector(Uri relay, HttpMessageInvoker http, TimeProvider time)
{
    private const int LongestAnswerBytes = 4096;

    private readonly RelayErrors _errors = new(relay);

    /// <param name="polls">Whether streams are known to be held back here.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <exception cref="ShareException">It did not work.</exception>
    public async ValueTask<HttpTransport> ConnectAsync(bool polls, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(relay) { Path = relay.AbsolutePath.TrimEnd('/') + RelayHttp.Path, Fragment = "", Query = "" }.Uri;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent([]) };
            request.Headers.Add(RelayHttp.ProtocolsHeader, RelayProtocolVersion.V1.Subprotocol());
            using var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var versions = answer.Headers.TryGetValues(RelayProtocolVersions.HeaderName, out var values) ? string.Join(", ", values) : null;
            if (answer.StatusCode != HttpStatusCode.Created || versions is null)
            {
                throw _errors.OfAnswer(answer.StatusCode, versions, null);
            }

            var terms = await ReadTermsAsync(answer.Content, cancellationToken).ConfigureAwait(false);
            return new HttpTransport(http, address, terms, polls, time);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw _errors.OfNetwork(exception);
        }
    }

    private static async Task<HttpTerms> ReadTermsAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            await content.LoadIntoBufferAsync(LongestAnswerBytes, cancellationToken).ConfigureAwait(false);
            var bytes = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (JsonSerializer.Deserialize(bytes, HttpTermsContext.Default.HttpTerms) is { Id.Length: > 0 and <= 256, WindowBytes: > 0, BodyBytes: > 0 } terms)
            {
                return terms;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new RelayConnectionException(ShareErrorCode.RelayBroken, "The relay's answer makes no sense.", "Update this program or the relay.");
    }
}

/// <summary>What the relay says when it opens an HTTP connection.</summary>
internal sealed record HttpTerms
{
    /// <summary>The connection's id. A secret.</summary>
    public required string Id { get; init; }

    /// <summary>How many bytes the relay sends beyond what was confirmed.</summary>
    public required int WindowBytes { get; init; }

    /// <summary>The longest body of a request.</summary>
    public required int BodyBytes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(HttpTerms); // Not the id.
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpTerms))]
internal sealed partial class HttpTermsContext : JsonSerializerContext;
