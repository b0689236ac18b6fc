using Sharencrypt.Client.State;
using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests.State;

/// <summary>A journal may lose what it was told last; it never says what it was not told.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void What_it_was_told_is_there_when_it_is_opened_again()
    {
        using (var journal = Journal.Create(_folder["journal"]))
        {
            journal.Append(JournalKind.Stored, 100);
            journal.Append(JournalKind.Failed, 3);
            journal.Append(JournalKind.Stored, 5_000_000_000);
            journal.Append(JournalKind.Placing, 0);
        }

        using var again = Journal.Open(_folder["journal"], out var state);
        state.Should().BeEquivalentTo(new JournalState(5_000_000_000, [3], IsPlacing: true, IsComplete: false));
    }

    [Fact]
    public void Cut_at_any_byte_it_says_a_beginning_of_what_it_was_told_and_takes_more()
    {
        var whole = Told(5);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(_folder["cut"], whole[..length]);
            using (var journal = Journal.Open(_folder["cut"], out var state))
            {
                state.Stored.Should().Be(Math.Max(0, (length - 8) / 16) * 1000);
                journal.Append(JournalKind.Stored, 77_000);
            }

            using var again = Journal.Open(_folder["cut"], out var after);
            after.Stored.Should().Be(77_000, $"it was cut after {length} bytes");
        }
    }

    [Fact]
    public void A_changed_byte_ends_what_is_believed()
    {
        var whole = Told(5);
        for (var place = 0; place < whole.Length; place++)
        {
            byte[] changed = [.. whole];
            changed[place] ^= 0x40;
            Journal.Read(changed, out var state);
            state.Stored.Should().Be(Math.Max(0, (place - 8) / 16) * 1000, $"byte {place} was changed");
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(4096)]
    public void Zeros_that_a_power_cut_left_are_not_believed(int zeros)
    {
        byte[] bytes = [.. Told(3), .. new byte[zeros]];
        Journal.Read(bytes, out var state).Number.Should().Be(3);
        state.Stored.Should().Be(3000);
        Journal.Read(new byte[zeros], out state);
        state.Stored.Should().Be(0);
    }

    [Fact]
    public void Records_of_an_earlier_life_behind_the_end_are_not_believed()
    {
        // Cut after two records, told one more: the third of the earlier life must not follow it.
        var earlier = Told(5);
        File.WriteAllBytes(_folder["cut"], earlier[..(8 + (2 * 16) + 7)]);
        using (var journal = Journal.Open(_folder["cut"], out _))
        {
            journal.Append(JournalKind.Stored, 2001);
        }

        byte[] spliced = [.. File.ReadAllBytes(_folder["cut"]), .. earlier[(8 + (4 * 16))..]];
        Journal.Read(spliced, out var state);
        state.Stored.Should().Be(2001);
    }

    [Fact]
    public void Something_else_of_that_name_is_replaced()
    {
        File.WriteAllText(_folder["other"], "no journal at all, but long enough to be taken for one");
        using (var journal = Journal.Open(_folder["other"], out var state))
        {
            state.Stored.Should().Be(0);
            journal.Append(JournalKind.Stored, 5);
        }

        using var again = Journal.Open(_folder["other"], out var after);
        after.Stored.Should().Be(5);
    }

    public void Dispose() => _folder.Dispose();

    private byte[] Told(int records)
    {
        var path = _folder[$"told-{records}"];
        using (var journal = Journal.Create(path))
        {
            for (var i = 1; i <= records; i++)
            {
                journal.Append(JournalKind.Stored, i * 1000);
            }
        }

        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
