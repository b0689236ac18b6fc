using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Sealing;

public sealed class ChannelMachineTests
{
    private readonly ChannelMachine _machine = new();

    [Fact]
    public void A_message_that_is_sent_again_may_confirm_less_than_is_known_by_now()
    {
        _machine.Keep([1]);
        _machine.LoseSync();
        _machine.OnResync(0, new ResyncState(Generation: 1, Seen: 1, Expected: 1), out _, out var isBackInSync).Should().Be(ChannelVerdict.Take);
        isBackInSync.Should().BeTrue();
        _machine.Unconfirmed.Should().BeEmpty();

        // Sealed by the other side before it had taken message 0, lost, and now sent again byte for byte.
        _machine.Judge(0).Should().Be(ChannelVerdict.Take);
        _machine.Taken(received: 0).Should().Be(ChannelVerdict.Take);
    }

    [Theory]
    [InlineData(7, ChannelVerdict.Attack)]
    [InlineData(6, ChannelVerdict.Attack)]
    [InlineData(8, ChannelVerdict.Take)]
    [InlineData(12, ChannelVerdict.Take)]
    public void The_numbers_of_resyncs_grow(ulong next, ChannelVerdict verdict)
    {
        var nothingNew = default(ResyncState);
        _machine.OnResync(7, nothingNew, out _, out _).Should().Be(ChannelVerdict.Take);
        _machine.OnResync(next, nothingNew, out _, out _).Should().Be(verdict);
    }

    [Fact]
    public void A_message_that_confirms_what_was_never_sent_is_an_attack()
    {
        _machine.Keep([1]);
        _machine.Taken(received: 2).Should().Be(ChannelVerdict.Attack);
    }
}
