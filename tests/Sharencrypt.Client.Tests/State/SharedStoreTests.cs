using System.Globalization;
using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Tests.State;

/// <summary>Several processes of one person begin, end and list transfers at the same time.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private const int Rounds = 300;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task None_is_in_the_way_of_another()
    {
        var working = Enumerable.Range(0, 3).Select(BeginAndEnd).ToList();
        var store = new TransferStore(_folder.Path);
        while (!working.TrueForAll(task => task.IsCompleted))
        {
            store.List().Should().OnlyContain(transfer => transfer.Bytes == 1000);
        }

        await Task.WhenAll(working);
        store.List().Should().BeEmpty();
        Directory.GetFileSystemEntries(_folder.Path).Should().BeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private Task BeginAndEnd(int number) => Task.Run(() =>
    {
        var store = new TransferStore(_folder.Path);
        var record = Records.Receiving(number.ToString("x32", CultureInfo.InvariantCulture));
        for (var round = 0; round < Rounds; round++)
        {
            using var folder = store.Create(record, [new TransferItem("a", ItemKind.File, 1000, 5, IsExecutable: false)], files: null);
            folder.Erase();
        }
    });
}
