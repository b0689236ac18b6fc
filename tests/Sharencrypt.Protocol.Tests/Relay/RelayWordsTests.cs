using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary>Every value of an enum that travels has its word, and the spec's tables are the code's.</summary>
public sealed class RelayWordsTests
{
    private static readonly string Specification =
        File.ReadAllText(Path.Combine(Tree.Root, "docs", "relay-protocol.md"));

    public static TheoryData<RelayErrorCode> Errors =>
        [.. Enum.GetValues<RelayErrorCode>().Where(code => code != RelayErrorCode.Unknown)];

    public static TheoryData<UpgradeRefusal> Refusals =>
        [.. Enum.GetValues<UpgradeRefusal>().Where(refusal => refusal != UpgradeRefusal.Unknown)];

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_is_in_the_specification_with_what_becomes_of_the_connection(RelayErrorCode code)
    {
        var row = Specification.Split('\n').Single(line => line.StartsWith($"| `{code.WireName()}` |", StringComparison.Ordinal));

        var after = row.Split('|')[3].Trim();
        after.Should().Be(code.ClosesWith() is { } close ? $"closed, {(int)close}" : "open");
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void An_upgrade_refusal_is_in_the_specification_with_its_status(UpgradeRefusal refusal)
    {
        Specification.Should().Contain($"| {refusal.HttpStatus()} | `{refusal.WireName()}` |");
        UpgradeRefusals.FromWireName(refusal.WireName()).Should().Be(refusal);
    }

    [Theory]
    [InlineData($"`{RelayHttp.ProtocolsHeader}`")]
    [InlineData($"`{RelayHttp.ProtocolHeader}`")]
    [InlineData($"| `{RelayHttp.ConnectionHeader}` |")]
    [InlineData($"| `{RelayHttp.OffsetHeader}` |")]
    [InlineData($"| `{RelayHttp.ReceivedHeader}` |")]
    [InlineData($"`{RelayHttp.PollHeader}: {RelayHttp.PollValue}`")]
    public void The_names_of_the_HTTP_transport_are_those_of_the_specification(string words) => Specification.Should().Contain(words);

    [Fact]
    public void The_numbers_of_the_HTTP_transport_are_those_of_the_specification()
    {
        RelayHttp.Path.Should().Be("/v1/http");
        Specification.Should().Contain($"`bodyBytes` ({RelayHttp.LongestBodyBytes:N0})".Replace('.', ','));
        Specification.Should().Contain($"more than {RelayHttp.MostUploads} `POST`s");
        Specification.Should().Contain($"after {RelayHttp.LongestWait.TotalSeconds} s of waiting for a slow receiver");
        Specification.Should().Contain($"and {RelayHttp.LongestGap.TotalSeconds} s did not fill it");
        Specification.Should().Contain($"{RelayHttp.IdBytes * 8} random bits");
        Specification.Should().Contain($"{RelayLimits.SilenceBeforePing.TotalSeconds} s before a ping");
    }

    [Fact]
    public void Words_of_a_later_version_are_unknown_and_stay_readable()
    {
        UpgradeRefusals.FromWireName("later").Should().Be(UpgradeRefusal.Unknown);
        UpgradeRefusals.FromWireName(null).Should().Be(UpgradeRefusal.Unknown);

        RelayControl.TryParse("""{"type":"error","code":"moon_phase"}"""u8, out var control).Should().Be(ControlError.None);
        control.Should().Be(new RelayControl.Error(RelayErrorCode.Unknown, "moon_phase"));
    }

    [Fact]
    public void An_unknown_value_has_no_word()
    {
        var name = () => RelayErrorCode.Unknown.WireName();

        name.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Every_version_is_offered_chosen_and_announced()
    {
        foreach (var version in Enum.GetValues<RelayProtocolVersion>().Where(one => one != RelayProtocolVersion.None))
        {
            RelayProtocolVersions.TryChoose(["chat", version.Subprotocol()], out var chosen).Should().BeTrue();
            chosen.Should().Be(version);
            RelayProtocolVersions.HeaderValue.Split(',').Should().Contain($"{(int)version}");
        }

        RelayProtocolVersions.TryChoose(["sharencrypt.relay.v2", "SHARENCRYPT.RELAY.V1"], out _).Should().BeFalse();
    }

    [Fact]
    public void A_room_of_the_longest_name_and_a_full_house_fit_into_a_control_frame()
    {
        RoomName.TryCreate(new string('z', RelayLimits.LongestRoomName), out var room);

        var frame = FrameWriter.Control(new RelayControl.Entered(
            room!, 63, 64, new SlotSet(ulong.MaxValue).Without(63), SlotSet.Empty));

        frame.Length.Should().BeLessThanOrEqualTo(RelayLimits.LongestControlFrameBytes);
    }
}
