using Sharencrypt.Chaos.Tests.Checks;

namespace Sharencrypt.Chaos.Tests;

/// <summary>The check for nonces used twice finds them, and nothing else.</summary>
public sealed class NonceCheckTests
{
    [Fact]
    public void Different_content_under_one_pair_is_found() =>
        NonceCheck.Find([Log((1, 1, 1), (1, 2, 1), (1, 1, 2))]).Should().ContainSingle();

    [Fact]
    public void It_is_found_when_two_processes_did_it() =>
        NonceCheck.Find([Log((1, 1, 1)), Log((2, 1, 1), (1, 1, 2))]).Should().ContainSingle();

    [Fact]
    public void The_same_content_again_is_fine() =>
        NonceCheck.Find([Log((1, 1, 1), (1, 1, 1)), Log((1, 1, 1))]).Should().BeEmpty();

    [Fact]
    public void Other_keys_and_nonces_are_other_pairs() =>
        NonceCheck.Find([Log((1, 1, 1), (1, 2, 2), (2, 1, 3))]).Should().BeEmpty();

    [Fact]
    public void A_record_that_a_kill_cut_off_is_passed_over() =>
        NonceCheck.Find([Log((1, 1, 1)), Log((1, 1, 2))[..^1]]).Should().BeEmpty();

    [Fact]
    public void A_process_that_told_nothing_is_found() =>
        NonceCheck.Find(["/no/such/log"]).Should().ContainSingle();

    private static byte[] Log(params (byte Key, byte Nonce, byte Content)[] sealings) =>
        [.. sealings.SelectMany(one => new[] { Enumerable.Repeat(one.Key, 16), Enumerable.Repeat(one.Nonce, 12), Enumerable.Repeat(one.Content, 16) }.SelectMany(part => part))];
}
