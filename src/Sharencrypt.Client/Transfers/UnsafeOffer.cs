using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>What a person is told about a path that must not be written.</summary>
internal static class UnsafeOffer
{
    public static LocalFileException Explain(PathProblem problem, string path) => new(
        ShareErrorCode.UnsafeOffer,
        $"The other side offers a name that must not be written here: “{Printable.Escape(path)}” ({problem switch
        {
            PathProblem.Traversal => "it leads out of the folder",
            PathProblem.Empty => "a part of it is empty",
            PathProblem.TooLong => "it is too long",
            PathProblem.BadCharacter => "it holds control characters, a backslash or broken text",
            PathProblem.NotForWindows => "Windows cannot have such a name",
            _ => "two items would become the same file",
        }}).",
        "Nothing was received. If you trust the sender, ask them to rename it.");
}
