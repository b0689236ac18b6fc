using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests;

/// <summary>The sample of the README: compiled here, run here, and the same letter for letter.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_sample_in_the_readme_is_the_one_that_is_compiled_here()
    {
        var readme = File.ReadAllText(PathOf("README.md"));
        var source = File.ReadAllText(PathOf("tests/Sharencrypt.Client.Tests/ReadmeTests.cs"));
        var sample = readme.Split("```csharp\n")[1].Split("```")[0].Trim().Split('\n');
        foreach (var line in sample.Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("var options", StringComparison.Ordinal)))
        {
            source.Should().Contain(line.Trim());
        }
    }

    [Fact]
    public async Task The_sample_works()
    {
        var folder = Directory.GetCurrentDirectory();
        using var here = new TestFolder();
        Directory.SetCurrentDirectory(here.Path);
        try
        {
            File.WriteAllText("photo.jpg", "a photo");
            var options = new TestRelay().Options;
            var code = new TaskCompletionSource<string>();
            await Task.WhenAll(SendAsync(options, code), ReceiveAsync(options, await code.Task));
            File.ReadAllText("downloads/photo.jpg").Should().Be("a photo");
        }
        finally
        {
            Directory.SetCurrentDirectory(folder);
        }
    }

    private static async Task SendAsync(ShareOptions options, TaskCompletionSource<string> told)
    {
        await using var sender = await ShareSession.OpenAsync(options);
        told.SetResult(sender.Code);
        Console.WriteLine($"Tell the other side: {sender.Code}");
        await sender.SendAsync(ShareContent.FromPaths("photo.jpg"));
    }

    private static async Task ReceiveAsync(ShareOptions options, string code)
    {
        await using var receiver = await ShareSession.JoinAsync(code, options);
        var offer = await receiver.ReceiveOfferAsync() ?? throw new InvalidOperationException("Nothing was sent.");
        await offer.AcceptAsync(ReceiveTarget.Folder("downloads"));
    }

    private static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sharencrypt.slnx")))
            {
                return Path.Combine(folder.FullName, name);
            }
        }

        throw new FileNotFoundException("The tests are not inside of the tree.");
    }
}
