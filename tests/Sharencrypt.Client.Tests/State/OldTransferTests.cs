using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Files;
using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Tests.State;

/// <summary>A transfer that is a week old is forgotten with all that has arrived of it, be it that nothing can go on with it.</summary>
public sealed class OldTransferTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TransferStore _store;
    private readonly string _staging;
    private readonly string _items;

    public OldTransferTests()
    {
        _store = new TransferStore(_folder["state"], _time);
        _staging = StagingFolder.PathIn(_folder.Path, "00112233");
        var record = Records.Receiving(folder: _folder.Path, staging: _staging);
        _store.Create(record, [new TransferItem("a", ItemKind.File, 1000, 5, IsExecutable: false)], files: null).Dispose();
        _items = _folder[$"state/transfers/{record.Name}/items.0"];
        _folder.Write(Path.Combine(_staging, "a"), new byte[500]);
    }

    [Fact]
    public void Before_a_week_is_over_it_is_there()
    {
        _time.Advance(TimeSpan.FromDays(6.9));
        _store.List().Should().ContainSingle();
        Directory.Exists(_staging).Should().BeTrue();
    }

    [Fact]
    public void After_a_week_nothing_is_left()
    {
        _time.Advance(TimeSpan.FromDays(7.1));
        _store.List().Should().BeEmpty();
        _folder.Entries().Should().NotContain(entry => entry.StartsWith("state/transfers", StringComparison.Ordinal));
        Directory.Exists(_staging).Should().BeFalse();
    }

    [Fact]
    public void One_whose_list_of_items_is_damaged_is_not_offered_and_goes_the_same_way()
    {
        File.WriteAllText(_items, "half of a list");
        _store.List().Should().BeEmpty();
        Directory.Exists(_staging).Should().BeTrue();

        _time.Advance(TimeSpan.FromDays(7.1));
        _store.List().Should().BeEmpty();
        _folder.Entries().Should().NotContain(entry => entry.StartsWith("state/transfers", StringComparison.Ordinal));
        Directory.Exists(_staging).Should().BeFalse();
    }

    public void Dispose() => _folder.Dispose();
}
