using System.Globalization;
using System.Text;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/resync.json through the real machine.</summary>
public sealed class ResyncVectorTests
{
    private static readonly ResyncVectors File = Vectors.Read<ResyncVectors>("resync.json");

    public static TheoryData<string> Scripts => Vectors.Names(File.Scripts.Select(script => script.Name));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_machine_follows_the_script(string name)
    {
        var machine = new ChannelMachine();
        foreach (var (step, place) in File.Scripts.Single(script => script.Name == name).Steps.Select((step, place) => (step, place)))
        {
            var sends = new List<ResyncOutput>();
            var verdict = Do(machine, step, sends, out var isBack);
            verdict.Should().Be(step.Verdict, "step {0}", place);
            sends.Should().Equal(step.Sends ?? [], "step {0}", place);
            isBack.Should().Be(step.BackInSync ?? false, "step {0}", place);
            if (step.State is { } state)
            {
                (machine.IsInSync, machine.NextNumber, machine.Expected, machine.OwesAck, machine.HasRoom)
                    .Should().Be((state.InSync, state.Next, state.Expected, state.OwesAck, state.HasRoom), "step {0}", place);
                machine.Unconfirmed.Select(Number).Should().Equal(state.Unconfirmed, "step {0}", place);
                machine.Confirmed.Should().Be(state.Next - (ulong)state.Unconfirmed.Count);
            }
        }
    }

    private static ChannelVerdict? Do(ChannelMachine machine, ResyncStep step, List<ResyncOutput> sends, out bool isBack)
    {
        isBack = false;
        switch (step.Do)
        {
            case ResyncInput.Say:
                sends.AddRange(machine.IsInSync ? [new ResyncOutput(machine.NextNumber)] : []);
                machine.Keep(Encoding.ASCII.GetBytes($"{machine.NextNumber}"));
                return null;
            case ResyncInput.Event:
                sends.Add(new ResyncOutput(Resync: machine.LoseSync()));
                return null;
            case ResyncInput.Message:
                var verdict = machine.Judge(step.Number!.Value);
                return verdict == ChannelVerdict.Take ? machine.Taken(step.Received!.Value) : verdict;
            default:
                return OnResync(machine, step, sends, out isBack);
        }
    }

    private static ChannelVerdict OnResync(ChannelMachine machine, ResyncStep step, List<ResyncOutput> sends, out bool isBack)
    {
        var verdict = machine.OnResync(step.Number!.Value, step.Resync!.Value, out var answer, out isBack);
        if (answer is not null)
        {
            sends.Add(new ResyncOutput(Resync: answer));
        }

        if (isBack)
        {
            sends.AddRange(machine.Unconfirmed.Select(message => new ResyncOutput(Number(message))));
        }

        return verdict;
    }

    private static ulong Number(byte[] message) => ulong.Parse(Encoding.ASCII.GetString(message), CultureInfo.InvariantCulture);
}
