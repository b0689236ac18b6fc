using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>The senders of vectors/transfer.json through the real machine.</summary>
public sealed class SendVectorTests
{
    private static readonly TransferVectors File = Vectors.Read<TransferVectors>("transfer.json");

    public static TheoryData<string> Scripts => Vectors.Names(File.Send.Select(script => script.Name));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_sender_follows_the_script(string name)
    {
        var script = File.Send.Single(script => script.Name == name);
        var machine = new SendMachine(script.Kind, script.ChunkBytes, script.Bytes, script.OfferedAgain);
        foreach (var (step, place) in script.Steps.Select((step, place) => (step, place)))
        {
            var ok = Do(machine, step, out var sends);
            ok.Should().Be(step.Ok, "step {0}", place);
            sends.Should().Be(step.Sends, "step {0}", place);
            if (step.Then is { } then)
            {
                machine.State.Should().Be(then.State, "step {0}", place);
                machine.Written.Should().Be(then.Written ?? machine.Written, "step {0}", place);
            }
        }
    }

    private static bool? Do(SendMachine machine, SendStep step, out SendOutput? sends)
    {
        sends = null;
        switch (step.Do)
        {
            case SendInput.Accept:
                return machine.OnAccept(step.Index!.Value, step.Limit!.Value, step.Position);
            case SendInput.Progress:
                return machine.OnProgress(step.Written!.Value, step.Limit!.Value);
            case SendInput.Continue:
                return machine.OnContinue(step.Index!.Value, step.Limit!.Value, step.Position ?? machine.PositionOf(step.Index.Value));
            case SendInput.Complete:
                return machine.OnComplete();
            case SendInput.Skip:
                return machine.TrySkip(step.End!.Value);
            case SendInput.Failed:
                machine.BeginEpoch();
                return null;
            case SendInput.LoseSync:
                machine.LoseSync();
                return null;
            case SendInput.End:
                machine.End();
                return null;
            default:
                sends = Next(machine, step.Cut);
                return null;
        }
    }

    private static SendOutput Next(SendMachine machine, ChunkCut? cut)
    {
        if (machine.TryBegin(out var start))
        {
            return new SendOutput(Stream: start);
        }

        if (!machine.TryPlan(out var plan))
        {
            return new SendOutput();
        }

        var (length, isFinal) = cut is null ? (plan.Length, plan.IsFinal) : (cut.Length, cut.Final);
        machine.TrySend(plan, length, isFinal).Should().BeTrue();
        return new SendOutput(Chunk: new PlannedChunk(plan.Epoch, plan.Index, plan.Position, length, isFinal));
    }
}
