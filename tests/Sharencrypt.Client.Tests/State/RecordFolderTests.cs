using Sharencrypt.Client.State;
using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Tests.State;

/// <summary>The private folder of an unfinished transfer, and what a crash at each of its steps leaves.</summary>
public sealed class RecordFolderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void One_process_at_a_time_works_on_a_transfer()
    {
        var first = Create();
        RecordFolder.TryOpen(_folder[first.Record.Name]).Should().BeNull();
        first.Dispose();
        using var second = RecordFolder.TryOpen(_folder[first.Record.Name]);
        second.Should().NotBeNull();
    }

    [Fact]
    public void A_list_of_items_is_replaced_all_or_nothing()
    {
        using (var folder = Create())
        {
            folder.Journal.Append(JournalKind.Stored, 500);
            folder.Replace([Item("b", 9)], files: null, stored: 7, failed: [0]);
        }

        using var again = RecordFolder.TryOpen(_folder[Name])!;
        again.ReadItems().Items.Should().Equal(Item("b", 9));
        again.State.Should().BeEquivalentTo(new JournalState(7, [0], IsPlacing: false, IsComplete: false));
    }

    [Fact]
    public void A_crash_while_a_list_was_being_replaced_leaves_the_one_before()
    {
        using (var folder = Create())
        {
            folder.Journal.Append(JournalKind.Stored, 500);
        }

        // What Replace writes before its last step, the record.
        File.WriteAllText(Path.Combine(_folder[Name], "items.1"), "half of a list");
        File.WriteAllText(Path.Combine(_folder[Name], "journal.1"), "half of a journal");
        using (var again = RecordFolder.TryOpen(_folder[Name])!)
        {
            again.ReadItems().Items.Should().Equal(Item("a", 1000));
            again.State.Stored.Should().Be(500);
            again.Replace([Item("b", 9)], files: null, stored: 0, failed: []);
        }

        using var last = RecordFolder.TryOpen(_folder[Name])!;
        last.ReadItems().Items.Should().Equal(Item("b", 9));
    }

    [Fact]
    public void Without_its_record_a_folder_counts_for_nothing()
    {
        Create().Dispose();
        File.WriteAllText(Path.Combine(_folder[Name], "record.json"), "{ \"version\": 1, ");
        RecordFolder.TryOpen(_folder[Name]).Should().BeNull();
        File.Delete(Path.Combine(_folder[Name], "record.json"));
        RecordFolder.TryOpen(_folder[Name]).Should().BeNull();
    }

    [Fact]
    public void What_is_said_after_it_was_erased_is_passed_over()
    {
        var folder = Create();
        folder.Erase();
        folder.Note(5);
        folder.Accept();
        folder.Erase();
        folder.Dispose();
        Directory.Exists(_folder[Name]).Should().BeFalse();
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder.Path))
        {
            _folder.Dispose();
        }
    }

    private const string Name = "r00112233445566778899aabbccddeeff";

    private static TransferItem Item(string path, long size) => new(path, ItemKind.File, size, 5, IsExecutable: false);

    private RecordFolder Create() => RecordFolder.Create(
        _folder.Path,
        Records.Receiving(Name[1..]),
        [Item("a", 1000)],
        files: null);
}
