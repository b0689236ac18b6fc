using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Tests.State;

/// <summary>An unfinished transfer is found by its code, whatever is said about the relay.</summary>
public sealed class FindReceivingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("4821-velvet-orbit", true)]
    [InlineData("4821 VELV orbit@relay.example", true)]
    [InlineData("4821-velvet-orbit@127.0.0.1:8080", true)]
    [InlineData("https://page.example/#4821-velvet-orbit", true)]
    [InlineData("4821-velvet-river@relay.example", false)]
    public void A_code_finds_its_transfer_with_and_without_a_relay(string typed, bool finds)
    {
        var store = new TransferStore(_folder.Path);
        store.Create(Records.Receiving(), [new TransferItem("a", ItemKind.File, 1000, 5, IsExecutable: false)], files: null).Dispose();

        (store.FindReceiving(typed) is not null).Should().Be(finds);
        store.List().Single().IsUnder(typed).Should().Be(finds);
    }

    [Fact]
    public void What_is_no_code_is_that_of_no_transfer()
    {
        var store = new TransferStore(_folder.Path);
        store.Create(Records.Receiving(), [new TransferItem("a", ItemKind.File, 1000, 5, IsExecutable: false)], files: null).Dispose();

        store.List().Single().IsUnder("4821-velvet-orbit@/").Should().BeFalse();
        store.Invoking(folder => folder.FindReceiving("4821-velvet-orbit@/")).Should().Throw<ShareException>();
    }

    public void Dispose() => _folder.Dispose();
}
