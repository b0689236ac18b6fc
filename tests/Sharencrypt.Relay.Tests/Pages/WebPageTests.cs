using System.Net;
using System.Net.Http.Headers;
using Sharencrypt.Relay.Pages;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Pages;

/// <summary>The page as it is built into the relay; ./test builds it before.</summary>
public sealed class WebPageTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private RelayUnderTest? _relay;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(new WebPage().IsThere, "This relay was built without the page: that needs Node 20.");
        _relay = await RelayUnderTest.StartAsync();
        _http.BaseAddress = _relay.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_relay is not null)
        {
            await _relay.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_page_may_load_nothing_but_itself_and_run_nothing_inline()
    {
        using var answer = await GetAsync("/");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/html; charset=utf-8");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().StartWith("default-src 'none'").And.NotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
        answer.Headers.CacheControl!.NoCache.Should().BeTrue();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData(null)]
    public async Task A_file_comes_as_the_client_takes_it_and_only_once(string? coding)
    {
        using var first = await GetAsync("/", coding);
        first.Content.Headers.ContentEncoding.Should().Equal(coding is null ? [] : [coding]);
        first.Headers.Vary.Should().Contain("Accept-Encoding");
        using var request = Request("/", coding);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await _http.SendAsync(request, Cancellation);
        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/assets/")]
    [InlineData("/index.html.br")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var answer = await GetAsync(path);
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? coding = null)
    {
        using var request = Request(path, coding);
        return await _http.SendAsync(request, Cancellation);
    }

    private static HttpRequestMessage Request(string path, string? coding)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (coding is not null)
        {
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));
        }

        return request;
    }
}
