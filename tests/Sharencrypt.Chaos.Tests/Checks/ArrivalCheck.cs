using System.Security.Cryptography;
using Sharencrypt.Chaos.Tests.Schedules;

namespace Sharencrypt.Chaos.Tests.Checks;

/// <summary>Whether exactly what was sent has arrived, and nothing else was left behind.</summary>
internal static class ArrivalCheck
{
    private const int Shown = 10;
    private const int NothingToResume = 16;

    public static async Task<IReadOnlyList<string>> FindAsync(Scene scene, Cargo cargo)
    {
        List<string> problems = [];
        foreach (var side in Enum.GetValues<Side>())
        {
            // Who was killed after all was done has nothing to resume, and says so.
            var exitCode = await scene.Participant(side).Finished;
            if (exitCode != 0 && !(exitCode == NothingToResume && scene.Participant(side).Lives.Count > 1))
            {
                problems.Add($"The {side} ended with {exitCode}.");
            }
        }

        problems.AddRange(scene.StateFolders
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            .Select(file => $"A file of an unfinished transfer was left behind: {file}"));

        var sent = Snapshot.Of(scene.Sent);
        var arrived = Snapshot.Of(scene.Received);
        problems.AddRange(cargo.IsPipe ? ComparePipe(scene, cargo, arrived) : Snapshot.Differences(sent, arrived).Take(Shown));
        return problems;
    }

    private static IEnumerable<string> ComparePipe(Scene scene, Cargo cargo, SortedDictionary<string, string> arrived)
    {
        string[] expected = cargo.Kind == CargoKind.PipeToFile ? ["received.bin"] : [];
        if (!arrived.Keys.SequenceEqual(expected))
        {
            yield return $"In the target are {string.Join(", ", arrived.Keys)}.";
            yield break;
        }

        var before = File.ReadAllBytes(Directory.GetFiles(scene.Sent).Single());
        var after = cargo.Kind == CargoKind.PipeToFile ? File.ReadAllBytes(Path.Combine(scene.Received, "received.bin")) : scene.Output.ToArray();
        if (!before.AsSpan().SequenceEqual(after))
        {
            yield return $"What came out of the pipe differs: {before.Length:N0} bytes went in, {after.Length:N0} came out, SHA-256 {Convert.ToHexString(SHA256.HashData(after))}.";
        }
    }
}
