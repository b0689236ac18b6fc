using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Connection;
using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>What is remembered about relays, in memory and in a file.</summary>
public sealed class TransportMemoryTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly Uri _relay = new($"https://{Guid.NewGuid():N}.example/");

    [Fact]
    public void What_worked_is_remembered_for_a_day_and_forgotten_when_WebSocket_works()
    {
        var memory = new TransportMemory(null, _time);
        memory.Recall(_relay).Should().BeNull();

        memory.Note(_relay, ShareTransport.HttpPolling);
        new TransportMemory(null, _time).Recall(_relay).Should().Be(ShareTransport.HttpPolling, "it is one memory for the process");
        _time.Advance(TimeSpan.FromDays(1));
        memory.Recall(_relay).Should().BeNull();

        memory.Note(_relay, ShareTransport.HttpStreaming);
        memory.Note(_relay, ShareTransport.WebSocket);
        memory.Recall(_relay).Should().BeNull();
    }

    [Fact]
    public void The_file_of_another_run_is_read()
    {
        using var folder = new TestFolder();
        folder.Write("transports.json", System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"{{{_relay.AbsoluteUri.TrimEnd('/')}}}":{"transport":"HttpStreaming","until":"2026-01-03T00:00:00+00:00"}}"""));

        new TransportMemory(folder.Path, _time).Recall(_relay).Should().Be(ShareTransport.HttpStreaming);
    }

    [Fact]
    public void The_file_holds_what_is_noted_and_a_bounded_number_of_relays()
    {
        using var folder = new TestFolder();
        var memory = new TransportMemory(folder["cache"], _time);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            memory.Note(new Uri(_relay, $"/{i}"), ShareTransport.HttpStreaming);
        }

        var text = File.ReadAllText(folder["cache/transports.json"]);
        text.Should().Contain($"{_relay.Host}/99\"").And.NotContain($"{_relay.Host}/1\"");
        new FileInfo(folder["cache/transports.json"]).Length.Should().BeLessThan(64 * 1024);
        folder.Entries().Should().HaveCount(2, "no temporary file is left");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[1]")]
    [InlineData("""{"https://x":{"transport":"Pigeon","until":"soon"}}""")]
    public void A_broken_file_is_as_good_as_none(string content)
    {
        using var folder = new TestFolder();
        folder.Write("transports.json", System.Text.Encoding.UTF8.GetBytes(content));
        var memory = new TransportMemory(folder.Path, _time);

        memory.Recall(_relay).Should().BeNull();
        memory.Note(_relay, ShareTransport.HttpStreaming);
        memory.Recall(_relay).Should().Be(ShareTransport.HttpStreaming);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_as_good_as_none()
    {
        using var folder = new TestFolder();
        var file = folder.Write("file", [1]);
        var memory = new TransportMemory(Path.Combine(file, "below"), _time);

        memory.Note(_relay, ShareTransport.HttpStreaming);

        memory.Recall(_relay).Should().Be(ShareTransport.HttpStreaming);
    }
}
