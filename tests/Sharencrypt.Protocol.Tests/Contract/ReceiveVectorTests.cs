using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>The receivers of vectors/transfer.json through the real machine.</summary>
public sealed class ReceiveVectorTests
{
    private static readonly TransferVectors File = Vectors.Read<TransferVectors>("transfer.json");

    public static TheoryData<string> Scripts => Vectors.Names(File.Receive.Select(script => script.Name));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_receiver_follows_the_script(string name)
    {
        var script = File.Receive.Single(script => script.Name == name);
        var manifest = ManifestOf(script);
        var machine = new ReceiveMachine(new OfferTerms(script.Kind, script.ChunkBytes, script.Items.Count, script.Bytes, null), TimeSpan.Zero, script.From?.Index ?? 0, script.From?.Position ?? 0);
        foreach (var (step, place) in script.Steps.Select((step, place) => (step, place)))
        {
            Do(machine, manifest, step, place);
            if (step.Then is not null)
            {
                new ReceiveStanding(machine.NextIndex, machine.Received, machine.Written, machine.Limit, machine.HasFinal)
                    .Should().Be(step.Then, "step {0}", place);
            }
        }
    }

    private static void Do(ReceiveMachine machine, Manifest? manifest, ReceiveStep step, int place)
    {
        switch (step.Do)
        {
            case ReceiveInput.Stream:
                machine.OnStream(step.Epoch!.Value, step.Index!.Value, step.Continues!.Value, manifest, TimeSpan.FromMilliseconds(step.Now)).Should().Be(step.Ok!.Value, "step {0}", place);
                break;
            case ReceiveInput.Chunk:
                var header = new ChunkHeader(0, step.Epoch!.Value, (ulong)step.Index!.Value, step.Final!.Value);
                machine.Judge(header, step.Length!.Value).Should().Be(step.Verdict, "step {0}", place);
                if (step.Verdict == ChunkVerdict.Take)
                {
                    machine.Taken(step.Length.Value, step.Final.Value);
                }

                break;
            case ReceiveInput.Written:
                machine.OnWritten(step.Length!.Value, step.Waiting, TimeSpan.FromMilliseconds(step.Now)).Should().Be(step.Report!.Value, "step {0}", place);
                break;
            case ReceiveInput.Failed:
                manifest!.Fail(step.Item!.Value).Should().Be(step.Ok!.Value, "step {0}", place);
                break;
            default:
                machine.Continue(TimeSpan.FromMilliseconds(step.Now));
                break;
        }
    }

    private static Manifest? ManifestOf(ReceiveScript script)
    {
        if (script.Kind != TransferKind.Files)
        {
            return null;
        }

        var items = script.Items.Select((item, number) => new TransferItem($"item {number}", item.Kind, item.Size, null, false)).ToList();
        Manifest.TryCreate(items, PathRules.Unix, out var manifest, out _).Should().Be(PathProblem.None);
        manifest!.TotalBytes.Should().Be(script.Bytes);
        return manifest;
    }
}
