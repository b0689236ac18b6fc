using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sharencrypt.Architecture.Tests;

/// <summary>
/// The outside types that a built assembly names, those used only inside method bodies too: its TypeReference table.
/// </summary>
internal static class TypeReferences
{
    public static IReadOnlyList<TypeName> Of(string project, string? assembly = null) =>
        Read(Tree.AssemblyPath(project, assembly ?? project));

    public static IReadOnlyList<TypeName> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(handle => NameOf(metadata, metadata.GetTypeReference(handle)))];
    }

    private static TypeName NameOf(MetadataReader metadata, TypeReference type)
    {
        // A nested type has no namespace of its own: it belongs to the one of the type around it.
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            var around = NameOf(metadata, metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope));
            return around with { Name = $"{around.Name}+{metadata.GetString(type.Name)}" };
        }

        return new TypeName(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }
}

/// <summary>A type as metadata names it.</summary>
internal sealed record TypeName(string Namespace, string Name)
{
    /// <summary>Whether the type is in this namespace or in one below it.</summary>
    public bool IsIn(string parent) =>
        Namespace == parent || Namespace.StartsWith(parent + ".", StringComparison.Ordinal);

    public override string ToString() => $"{Namespace}.{Name}";
}
