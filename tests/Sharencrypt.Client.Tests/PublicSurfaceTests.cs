using System.Reflection;

namespace Sharencrypt.Client.Tests;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_public_surface_shows_no_type_of_the_protocol()
    {
        var shown = Assembly.Load("Sharencrypt.Client").GetExportedTypes()
            .SelectMany(type => type.GetMembers())
            .SelectMany(TypesNamedBy)
            .Where(type => type.Assembly.GetName().Name == "Sharencrypt.Protocol");

        shown.Should().BeEmpty();
    }

    private static IEnumerable<Type> TypesNamedBy(MemberInfo member) => member switch
    {
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType)],
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        EventInfo @event => [@event.EventHandlerType!],
        _ => [],
    };
}
