using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

public sealed class FrameVectorTests
{
    public static TheoryData<string> AcceptedNames => [.. FrameVectors.All.Accepted.Select(vector => vector.Name)];

    public static TheoryData<string> RefusedNames => [.. FrameVectors.All.Refused.Select(vector => vector.Name)];

    [Fact]
    public void Names_are_unique() =>
        FrameVectors.All.Accepted.Concat(FrameVectors.All.Refused)
            .GroupBy(vector => vector.Name).Where(same => same.Count() > 1).Should().BeEmpty();

    [Fact]
    public void There_is_a_vector_for_every_way_to_refuse_a_frame_and_a_control_message()
    {
        var classes = FrameVectors.All.Refused.Select(vector => vector.Class).ToHashSet();

        classes.Should().Contain(Enum.GetValues<FrameError>().Where(error => error != FrameError.None).Select(WireName));
        classes.Should().Contain(Enum.GetValues<ControlError>().Where(error => error != ControlError.None).Select(WireName));
    }

    [Fact]
    public void There_is_a_vector_for_every_type_and_every_control_message()
    {
        var accepted = FrameVectors.All.Accepted;

        accepted.Select(vector => vector.Type).Distinct().Should().BeEquivalentTo("control", "data", "ping", "pong");
        accepted.Where(vector => vector.Control is not null && vector.IsFromClient).Select(ControlType).Distinct()
            .Should().BeEquivalentTo("open", "join", "resume", "rebuild", "lock", "remove", "leave");
        accepted.Where(vector => vector.Control is not null && !vector.IsFromClient).Select(ControlType).Distinct()
            .Should().BeEquivalentTo(
                "welcome", "entered", "arrived", "away", "back", "left", "closed", "restarting", "error");
    }

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public void An_accepted_frame_is_read_as_the_vector_says(string name)
    {
        var vector = FrameVectors.All.Accepted.Single(one => one.Name == name);

        Read(vector, out var header).Should().Be(FrameError.None);

        header.Type.ToString().ToLowerInvariant().Should().Be(vector.Type);
        header.HeaderBytes.Should().Be(vector.HeaderBytes);
        header.Slots.Should().Be((vector.Slots ?? []).Aggregate(SlotSet.Empty, (set, slot) => set.With(slot)));
        header.Token.Should().Be(ulong.Parse(vector.Token ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public void An_accepted_control_message_says_what_the_vector_says(string name)
    {
        var vector = FrameVectors.All.Accepted.Single(one => one.Name == name);
        if (vector.Control is not { } wanted)
        {
            return;
        }

        var written = ParseAndWrite(vector);

        JsonNode.DeepEquals(JsonNode.Parse(written.AsSpan(1)), JsonNode.Parse(wanted.GetRawText()))
            .Should().BeTrue("it was written as {0}", System.Text.Encoding.UTF8.GetString(written));
        if (vector.Canonical)
        {
            Convert.ToHexStringLower(written).Should().Be(vector.Hex);
        }
    }

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public void An_accepted_frame_is_written_as_the_vector_says(string name)
    {
        var vector = FrameVectors.All.Accepted.Single(one => one.Name == name);
        Read(vector, out var header);
        var start = new byte[RelayLimits.DataHeaderBytes];

        if (header.Type == FrameType.Data)
        {
            FrameWriter.WriteDataHeader(start, header.Slots);
        }
        else if (header.Type != FrameType.Control)
        {
            FrameWriter.WritePing(start, header.Type, header.Token);
        }
        else
        {
            return;
        }

        Convert.ToHexStringLower(start).Should().Be(vector.Hex[..18]);
    }

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public void A_refused_frame_is_refused_for_the_reason_that_the_vector_names(string name)
    {
        var vector = FrameVectors.All.Refused.Single(one => one.Name == name);

        var frameError = Read(vector, out var header);
        if (frameError != FrameError.None)
        {
            WireName(frameError).Should().Be(vector.Class);
            return;
        }

        header.Type.Should().Be(FrameType.Control);
        var json = vector.Bytes().AsSpan(1);
        var controlError = vector.IsFromClient
            ? ClientControl.TryParse(json, out _)
            : RelayControl.TryParse(json, out _);
        WireName(controlError).Should().Be(vector.Class);
    }

    [Fact]
    public void A_frame_in_many_pieces_is_read_as_in_one()
    {
        var bytes = Convert.FromHexString("020000000000000008ff");

        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var frame = Pieces.Of(bytes[..cut], bytes[cut..]);
            FrameReader.ReadFromRelay(frame, out var header).Should().Be(FrameError.None);
            header.Slots.Should().Be(SlotSet.Of(3));
        }
    }

    private static FrameError Read(FrameVector vector, out FrameHeader header)
    {
        var bytes = vector.Bytes();
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, FrameReader.LongestHeaderBytes));
        return vector.IsFromClient
            ? FrameReader.ReadFromClient(start, bytes.Length, vector.OwnSlot, out header)
            : FrameReader.ReadFromRelay(new ReadOnlySequence<byte>(bytes), out header);
    }

    private static byte[] ParseAndWrite(FrameVector vector)
    {
        var json = vector.Bytes().AsSpan(1);
        if (vector.IsFromClient)
        {
            ClientControl.TryParse(json, out var fromClient).Should().Be(ControlError.None);
            return FrameWriter.Control(fromClient!);
        }

        RelayControl.TryParse(json, out var fromRelay).Should().Be(ControlError.None);
        return FrameWriter.Control(fromRelay!);
    }

    private static string? ControlType(FrameVector vector) => vector.Control?.GetProperty("type").GetString();

    private static string WireName<TValue>(TValue value)
        where TValue : struct, Enum =>
        string.Concat(value.ToString().Select((letter, index) =>
            char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
