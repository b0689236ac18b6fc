using Sharencrypt.Client.Transfers;

namespace Sharencrypt.Client.Tests;

/// <summary>A pipe through which nothing comes for a while, when a connection is lost.</summary>
public sealed class PipeReaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_anything_came_it_goes_on_at_the_beginning()
    {
        await using var reader = new PipeReader(new MemoryStream(new byte[100]), TimeProvider.System);
        reader.PositionOf(0).Should().Be(0);
        reader.PositionOf(1).Should().BeNull();
    }

    [Fact]
    public async Task When_all_that_came_is_confirmed_it_goes_on_behind_it()
    {
        await using var reader = new PipeReader(new MemoryStream(new byte[100]), TimeProvider.System);
        await reader.ReadAsync(0, 0, new byte[60], Cancellation);
        reader.PositionOf(0).Should().Be(0);
        reader.Confirm(60);
        reader.PositionOf(0).Should().BeNull("it is no longer kept");
        reader.PositionOf(1).Should().Be(60);
        reader.PositionOf(2).Should().BeNull();
    }
}
