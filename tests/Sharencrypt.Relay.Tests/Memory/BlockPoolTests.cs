using Sharencrypt.Relay.Memory;

namespace Sharencrypt.Relay.Tests.Memory;

public sealed class BlockPoolTests
{
    private const int Block = BlockPool.BlockBytes;

    [Fact]
    public void A_block_that_is_given_back_is_used_again()
    {
        using var pool = new BlockPool(maxFreeBlocks: 10);
        var first = pool.Rent();
        first.Memory.Length.Should().Be(Block);
        pool.RentedBytes.Should().Be(Block);

        first.Dispose();

        pool.RentedBytes.Should().Be(0);
        pool.FreeBytes.Should().Be(Block);
        using var second = pool.Rent();
        second.Should().BeSameAs(first);
    }

    [Fact]
    public void A_block_given_back_twice_is_not_lent_to_two()
    {
        using var pool = new BlockPool(maxFreeBlocks: 10);
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
        using var pool = new BlockPool(maxFreeBlocks: 3);
        var blocks = Enumerable.Range(0, 8).Select(_ => pool.Rent()).ToList();

        blocks.ForEach(block => block.Dispose());

        pool.FreeBytes.Should().Be(3 * Block);
    }

    [Fact]
    public void What_a_burst_left_is_let_go_step_by_step()
    {
        using var pool = new BlockPool(maxFreeBlocks: 100);
        var blocks = Enumerable.Range(0, 64).Select(_ => pool.Rent()).ToList();
        blocks.ForEach(block => block.Dispose());

        pool.Trim().Should().Be(0, "they were all in use since the last time");
        pool.Trim().Should().Be(32 * Block);
        pool.Trim().Should().Be(16 * Block);
        for (var step = 0; step < 10; step++)
        {
            pool.Trim();
        }

        pool.FreeBytes.Should().Be(0);
    }

    [Fact]
    public void What_is_in_use_between_two_trims_is_kept()
    {
        using var pool = new BlockPool(maxFreeBlocks: 100);
        for (var round = 0; round < 10; round++)
        {
            var blocks = Enumerable.Range(0, 16).Select(_ => pool.Rent()).ToList();
            blocks.ForEach(block => block.Dispose());
            pool.Trim();
        }

        pool.FreeBytes.Should().Be(16 * Block);
    }

    [Fact]
    public void More_than_a_block_is_refused()
    {
        using var pool = new BlockPool(maxFreeBlocks: 1);
        var rent = () => pool.Rent(Block + 1);

        rent.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void The_factory_counts_all_its_pools()
    {
        var pools = new BlockPools(maxFreeBytes: 10 * Block);
        using var one = pools.Create().Rent();
        using var other = pools.Create().Rent();

        pools.RentedBytes.Should().Be(2 * Block);
        pools.Trim();
    }
}
