using System.Security.Cryptography;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

public sealed class RelaySecretTests
{
    [Fact]
    public void A_secret_does_not_show_itself()
    {
        SlotKey.TryCreate(new byte[16], out var key).Should().BeTrue();
        RoomToken.TryCreate(new byte[32], out var token).Should().BeTrue();
        RoomName.TryCreate("4821", out var room).Should().BeTrue();

        var message = new ClientControl.Rebuild(room!, 1, key!, token!, 2).ToString();

        message.Should().NotContain("AAAA").And.NotContain("4821").And.Contain("(SlotKey)");
    }

    [Fact]
    public void A_disposed_secret_is_wiped()
    {
        SlotKey.TryCreate(RandomNumberGenerator.GetBytes(16), out var key);

        key!.Dispose();

        key.Bytes.ToArray().Should().AllBeEquivalentTo((byte)0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_secret_of_another_length_is_none(int length)
    {
        SlotKey.TryCreate(new byte[length], out _).Should().BeFalse();
        RoomToken.TryCreate(new byte[length], out _).Should().BeFalse();
        SecretHash.TryCreate(new byte[length], out _).Should().BeFalse();
    }

    [Fact]
    public void A_hash_matches_its_own_secret_and_no_other()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        RoomToken.TryCreate(bytes, out var token);
        SecretHash.TryCreate(SHA256.HashData(bytes), out var hash);

        hash!.Matches(token!.Hash()).Should().BeTrue();
        for (var bit = 0; bit < 256; bit++)
        {
            var other = (byte[])bytes.Clone();
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            RoomToken.TryCreate(other, out var wrong);
            hash.Matches(wrong!.Hash()).Should().BeFalse();
        }
    }
}
