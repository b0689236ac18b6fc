using Sharencrypt.Relay.Memory;

namespace Sharencrypt.Relay.Tests.Memory;

public sealed class BlockPoolTests
{
    private const int Block = BlockPool.BlockBytes;

    [Fact]
    public void A_block_that_is_given_back_is_used_again()
    {
        using var pool = new BlockPool();
        var first = pool.Rent();
        first.Memory.Length.Should().Be(Block);
        pool.RentedBytes.Should().Be(Block);

        first.Dispose();

        pool.RentedBytes.Should().Be(0);
        pool.WarmBytes.Should().Be(Block);
        using var second = pool.Rent();
        second.Should().BeSameAs(first);
    }

    [Fact]
    public void A_block_given_back_twice_is_not_lent_to_two()
    {
        using var pool = new BlockPool();
        var block = pool.Rent();
        block.Dispose();
        block.Dispose();

        using var one = pool.Rent();
        using var other = pool.Rent();

        one.Should().NotBeSameAs(other);
        pool.RentedBytes.Should().Be(2 * Block);
    }

    [Fact]
    public void No_more_than_the_cap_is_kept()
    {
        using var pool = new BlockPool();
        RentAndReturn(pool, 8);

        pool.Trim(maxWarmBytes: 3 * Block);

        pool.WarmBytes.Should().Be(3 * Block);
    }

    [Fact]
    public void What_a_burst_left_is_let_go_step_by_step()
    {
        using var pool = new BlockPool();
        RentAndReturn(pool, 64);

        var kept = Enumerable.Range(0, 8).Select(_ =>
        {
            pool.Trim(long.MaxValue);
            return pool.WarmBytes / Block;
        });

        kept.Should().Equal(64, 32, 16, 8, 4, 2, 1, 0);
    }

    [Fact]
    public void What_is_in_use_between_two_trims_is_kept()
    {
        using var pool = new BlockPool();
        for (var round = 0; round < 10; round++)
        {
            RentAndReturn(pool, 16);
            pool.Trim(long.MaxValue);
        }

        pool.WarmBytes.Should().Be(16 * Block);
    }

    [Fact]
    public void Blocks_whose_memory_was_given_back_work_like_new_ones()
    {
        using var pool = new BlockPool();
        RentAndReturn(pool, 8);
        pool.Trim(maxWarmBytes: 0);
        pool.WarmBytes.Should().Be(0);

        var blocks = Enumerable.Range(0, 8).Select(_ => pool.Rent()).ToList();
        for (var index = 0; index < blocks.Count; index++)
        {
            blocks[index].Memory.Span.Fill((byte)index);
        }

        blocks.Select((block, index) => block.Memory.Span.IndexOfAnyExcept((byte)index)).Should().AllBeEquivalentTo(-1);
    }

    [Fact]
    public void The_pages_of_a_released_array_are_gone_and_its_neighbours_stay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux gives back pages this way.");
        var arrays = Enumerable.Range(0, 3).Select(_ => GC.AllocateUninitializedArray<byte>(Block, pinned: true)).ToArray();
        Array.ForEach(arrays, array => array.AsSpan().Fill(0xAA));

        ColdMemory.TryRelease(arrays[1]).Should().BeTrue();

        arrays[0].Should().AllBeEquivalentTo((byte)0xAA);
        arrays[2].Should().AllBeEquivalentTo((byte)0xAA);
        arrays[1].Count(value => value == 0).Should().BeGreaterThanOrEqualTo(Block - (2 * Environment.SystemPageSize));
    }

    [Fact]
    public void More_than_a_block_is_refused()
    {
        using var pool = new BlockPool();
        var rent = () => pool.Rent(Block + 1);

        rent.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void The_factory_counts_and_caps_all_its_pools_together()
    {
        var pools = new BlockPools(maxWarmBytes: 4 * Block);
        var (one, other) = ((BlockPool)pools.Create(), (BlockPool)pools.Create());
        RentAndReturn(one, 10);
        RentAndReturn(other, 10);
        using var used = one.Rent();

        pools.RentedBytes.Should().Be(Block);
        pools.Trim();

        (one.WarmBytes + other.WarmBytes).Should().Be(4 * Block);
    }

    private static void RentAndReturn(BlockPool pool, int blocks) =>
        Enumerable.Range(0, blocks).Select(_ => pool.Rent()).ToList().ForEach(block => block.Dispose());
}
