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

    [Fact]
    public void A_record_says_everything_that_it_was_told()
    {
        var record = new TransferRecord
        {
            Version = TransferRecord.CurrentVersion,
            Id = "00112233445566778899aabbccddeeff",
            IsSending = true,
            CreatedAt = 1_700_000_000_000,
            Relay = "https://relay.example/base",
            Code = "4821-\"quoted\"-\u00E9t\u00E9",
            IsHost = true,
            OwnSlot = 3,
            PeerSlot = 4,
            SlotKey = "c2xvdA==",
            RoomToken = "dG9rZW4=",
            Resumption = "cmVzdW1wdGlvbg==",
            Revision = 5,
            IsAccepted = true,
            Paths = ["/one", "/two\n"],
            Folder = "/folder",
            Staging = "/folder/.staging",
            Conflicts = ConflictPolicy.Rename,
        };

        TransferRecord.Parse(record.ToJson()).Should().BeEquivalentTo(record);

        var usual = Records.Receiving();
        typeof(TransferRecord).GetProperties().Where(member => Equals(member.GetValue(record), member.GetValue(usual)))
            .Select(member => member.Name).Should().Equal([nameof(TransferRecord.Version), nameof(TransferRecord.Id), nameof(TransferRecord.IsAccepted)], "else a member that is not written would go unseen");
    }

    [Fact]
    public void Yes_is_kept_before_the_folder_is_given_up()
    {
        using (var folder = Create())
        {
            folder.Accept();
            folder.Record.IsAccepted.Should().BeTrue();
        }

        RecordFolder.ReadRecord(_folder[Name])!.IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void What_does_not_get_to_the_disk_is_told_to_whoever_counts_on_it()
    {
        using var folder = Create();
        folder.EnsureOnDisk();
        Directory.Delete(_folder[Name], recursive: true);
        folder.Accept();
        folder.Invoking(kept => kept.EnsureOnDisk()).Should().Throw<LocalFileException>().Which.Code.Should().Be(ShareErrorCode.StateUnwritable);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    public void A_list_of_items_that_a_power_cut_has_damaged_is_no_list(int left)
    {
        Create().Dispose();
        var items = Path.Combine(_folder[Name], "items.0");
        File.WriteAllBytes(items, File.ReadAllBytes(items)[..left]);
        ReadItems().Should().Throw<IOException>();
        File.WriteAllBytes(items, new byte[4096]);
        ReadItems().Should().Throw<IOException>();
        File.WriteAllBytes(items, [1, 0, 0, 0, 1, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255]);
        ReadItems().Should().Throw<IOException>();
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

    private Action ReadItems() => () => RecordFolder.ReadItems(_folder[Name], RecordFolder.ReadRecord(_folder[Name])!);

    private RecordFolder Create() => RecordFolder.Create(
        _folder.Path,
        Records.Receiving(Name[1..]),
        [Item("a", 1000)],
        files: null);
}
